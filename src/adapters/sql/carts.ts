import type { CartReader, CartRepository } from '../../application/ports/sales.ts'
import { money } from '../../domain/money.ts'
import type { Cart, CartLine } from '../../domain/sales/cart.ts'
import type { Dialect, Executor, Reading, Row } from './executor.ts'
import { productOf, selectedProduct } from './products.ts'
import { allIn, ascending, insertRows, integer, optionalInteger, paddedChunks, placeholders } from './statements.ts'

const columns = ['user_id', 'product_id', 'quantity', 'price_added_minor'] as const

const lineOf = (row: Row): CartLine => {
  const price = optionalInteger(row, 'price_added_minor')
  const priceAdded = price === undefined ? undefined : money(price)
  return { productId: integer(row, 'product_id'), quantity: integer(row, 'quantity'), priceAdded }
}

/** From rows sorted by these columns; a user without lines has one row of nulls. */
const cartsOf = (rows: readonly Row[]): readonly Cart[] =>
  [...Map.groupBy(rows, (row) => integer(row, 'user_id'))].map(([userId, found]) => ({
    userId,
    lines: found.filter((row) => row.product_id !== null).map(lineOf),
  }))

/** A user's row is the lock of the user's cart, so an empty cart can be locked too. */
export const sqlCarts = (executor: Executor, dialect: Dialect): CartRepository => ({
  lock: async (userIds) => {
    // `role` is selected so that the index alone cannot answer: MySQL would walk all of it.
    const sql = (list: string) =>
      `SELECT u.id AS user_id, u.role, l.product_id, l.quantity, l.price_added_minor FROM users u${dialect.forceIndex('PRIMARY')}
       LEFT JOIN cart_lines l${dialect.forceIndex('PRIMARY')} ON l.user_id = u.id
       WHERE u.id IN (${list}) ORDER BY u.id, l.product_id${dialect.forUpdate}`
    return cartsOf(await allIn(executor, ascending(userIds), sql))
  },
  saveLines: async (lines) => {
    const rows = lines.map((line) => [line.userId, line.productId, line.quantity, line.priceAdded ?? null])
    await insertRows(executor, 'cart_lines', columns, rows, dialect.orReplace(['user_id', 'product_id'], ['quantity']))
  },
  removeLine: async (userId, productId) => {
    await executor.run('DELETE FROM cart_lines WHERE user_id = ? AND product_id = ?', [userId, productId])
  },
  clear: async (userIds) => {
    for (const ids of paddedChunks(ascending(userIds), 256)) {
      await executor.run(`DELETE FROM cart_lines WHERE user_id IN (${placeholders(ids.length)})`, ids)
    }
  },
})

export const sqlCartReader = (executor: Reading, dialect: Dialect): CartReader => ({
  byUser: async (userId) => {
    const sql = `SELECT u.id AS user_id, l.product_id, l.quantity, l.price_added_minor, ${selectedProduct} FROM users u
      LEFT JOIN cart_lines l${dialect.forceIndex('PRIMARY')} ON l.user_id = u.id
      LEFT JOIN products p${dialect.forceIndex('PRIMARY')} ON p.id = l.product_id
      WHERE u.id = ? ORDER BY l.product_id`
    const rows = await executor.all(sql, [userId])
    const [cart] = cartsOf(rows)
    return cart && { cart, products: rows.filter((row) => row.id !== null).map(productOf) }
  },
})
