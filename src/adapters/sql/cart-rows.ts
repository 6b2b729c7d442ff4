import type { Cart, CartLine } from '../../domain/cart.ts'
import type { UserId } from '../../domain/user.ts'
import { integer, isNull } from './columns.ts'
import type { Row } from './session.ts'

/** The carts in rows of user_id, product_id and quantity, sorted by these; a user without lines has one row of nulls. */
export const cartsOf = (rows: readonly Row[]): readonly Cart[] => {
  const linesOf = new Map<UserId, CartLine[]>()
  for (const row of rows) {
    const userId = integer(row, 'user_id')
    const lines = linesOf.get(userId) ?? []
    linesOf.set(userId, lines)
    if (isNull(row, 'product_id')) continue
    lines.push({ productId: integer(row, 'product_id'), quantity: integer(row, 'quantity') })
  }
  return Array.from(linesOf, ([userId, lines]) => ({ userId, lines }))
}
