import { ascending } from '../../application/ascending.ts'
import type { CartRepository } from '../../application/ports/cart-repository.ts'
import type { Cart } from '../../domain/cart.ts'
import type { UserId } from '../../domain/user.ts'
import { cartsOf } from './cart-rows.ts'
import type { Dialect } from './dialect.ts'
import { insertRows } from './insert-rows.ts'
import { allIn, chunks, marks, padded } from './lists.ts'
import type { Session } from './session.ts'

/**
 * There is no table of carts: a user's row in `users` is the lock of the user's cart, so an empty cart is held like any
 * other, and a cart is there as soon as its user is.
 */
export const sqlCarts = (session: Session, dialect: Dialect): CartRepository => {
  /** What this unit holds, as it stands in the database: a cart may have a thousand lines, and a save changes one. */
  const held = new Map<UserId, Cart>()

  const lock = async (userIds: readonly UserId[]): Promise<readonly Cart[]> => {
    // `role` is not wanted: but a SELECT that the index alone can answer is answered by walking all of it.
    const rows = await allIn(
      session,
      ascending(userIds),
      (list) =>
        `SELECT u.id AS user_id, u.role, l.product_id, l.quantity FROM users u${dialect.through('PRIMARY')}
         LEFT JOIN cart_lines l${dialect.through('PRIMARY')} ON l.user_id = u.id
         WHERE u.id IN (${list}) ORDER BY u.id, l.product_id${dialect.forUpdate}`,
    )
    const carts = cartsOf(rows)
    for (const cart of carts) held.set(cart.userId, cart)
    return carts
  }

  const removeLines = async ({ userId, lines }: Cart): Promise<void> => {
    for (const chunk of chunks(lines, 256)) {
      const ids = padded(chunk.map(({ productId }) => productId))
      const sql = `DELETE FROM cart_lines WHERE user_id = ? AND product_id IN (${marks(ids.length)})`
      await session.run(sql, [userId, ...ids])
    }
  }

  return {
    lock,
    save: async (carts) => {
      await lock(carts.map(({ userId }) => userId).filter((userId) => !held.has(userId)))
      const written = carts.flatMap((cart) => {
        const before = new Map(held.get(cart.userId)?.lines.map((line) => [line.productId, line.quantity]))
        return cart.lines
          .filter((line) => before.get(line.productId) !== line.quantity)
          .map((line) => [cart.userId, line.productId, line.quantity])
      })
      const ending = dialect.orReplace(['user_id', 'product_id'], 'quantity')
      await insertRows(session, 'cart_lines', ['user_id', 'product_id', 'quantity'], written, ending)
      for (const cart of carts) {
        const kept = new Set(cart.lines.map(({ productId }) => productId))
        const gone = held.get(cart.userId)?.lines.filter(({ productId }) => !kept.has(productId)) ?? []
        await removeLines({ userId: cart.userId, lines: gone })
        held.set(cart.userId, cart)
      }
    },
    clear: async (userIds) => {
      for (const chunk of chunks(ascending(userIds), 256)) {
        const ids = padded(chunk)
        await session.run(`DELETE FROM cart_lines WHERE user_id IN (${marks(ids.length)})`, ids)
        for (const userId of chunk) held.set(userId, { userId, lines: [] })
      }
    },
  }
}
