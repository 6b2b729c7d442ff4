import type { CartReader, CartRepository } from '../../application/ports/carts.ts'
import type { UserId } from '../../domain/accounts/user.ts'
import type { Cart, CartLine } from '../../domain/sales/cart.ts'
import type { Dialect } from './dialect.ts'
import type { Reading, Row, UnitExecutor } from './executor.ts'
import { productOf, selectedProduct } from './products.ts'
import {
  allIn,
  ascending,
  chunks,
  forceIndex,
  insertRows,
  integer,
  isNull,
  padToPowerOfTwo,
  placeholders,
} from './statements.ts'

const columns = ['user_id', 'product_id', 'quantity'] as const

/** From rows sorted by these columns; a user without lines has one row of nulls. */
const cartsOf = (rows: readonly Row[]): readonly Cart[] => {
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

/** A user's row is the lock of the user's cart, so an empty cart can be locked too. */
export const sqlCarts = (executor: UnitExecutor, dialect: Dialect): CartRepository => ({
  lock: async (userIds) => {
    // `role` is selected so that the index alone cannot answer: MySQL would walk all of it.
    const sql = (list: string) =>
      `SELECT u.id AS user_id, u.role, l.product_id, l.quantity FROM users u${forceIndex(dialect, 'PRIMARY')}
       LEFT JOIN cart_lines l${forceIndex(dialect, 'PRIMARY')} ON l.user_id = u.id
       WHERE u.id IN (${list}) ORDER BY u.id, l.product_id${dialect.forUpdate}`
    return cartsOf(await allIn(executor, ascending(userIds), sql))
  },
  saveLines: async (lines) => {
    const rows = lines.map(({ userId, productId, quantity }) => [userId, productId, quantity])
    await insertRows(executor, 'cart_lines', columns, rows, dialect.orReplace(['user_id', 'product_id'], ['quantity']))
  },
  removeLine: async (userId, productId) => {
    await executor.run('DELETE FROM cart_lines WHERE user_id = ? AND product_id = ?', [userId, productId])
  },
  clear: async (userIds) => {
    for (const chunk of chunks(ascending(userIds), 256)) {
      const ids = padToPowerOfTwo(chunk)
      await executor.run(`DELETE FROM cart_lines WHERE user_id IN (${placeholders(ids.length)})`, ids)
    }
  },
})

export const sqlCartReader = (executor: Reading, dialect: Dialect): CartReader => ({
  byUser: async (userId) => {
    const sql = `SELECT u.id AS user_id, l.product_id, l.quantity, ${selectedProduct} FROM users u
      LEFT JOIN cart_lines l${forceIndex(dialect, 'PRIMARY')} ON l.user_id = u.id
      LEFT JOIN products p${forceIndex(dialect, 'PRIMARY')} ON p.id = l.product_id
      WHERE u.id = ? ORDER BY l.product_id`
    const rows = await executor.all(sql, [userId])
    const [cart] = cartsOf(rows)
    return cart && { cart, products: rows.filter((row) => !isNull(row, 'id')).map(productOf) }
  },
})
