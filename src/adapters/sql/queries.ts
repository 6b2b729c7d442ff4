import type { Queries } from '../../application/ports/queries.ts'
import { cartsOf } from './cart-rows.ts'
import { catalogueStatement } from './catalogue.ts'
import { isNull } from './columns.ts'
import type { Dialect } from './dialect.ts'
import { ordersOf, selectedOrder } from './order-rows.ts'
import { productOf, selectedProduct } from './product-rows.ts'
import type { Session } from './session.ts'
import { selectByEmail, userWithEmail } from './user-rows.ts'
import { uuidBytes } from './uuid.ts'

/** Each answer is one statement, so that it shows the shop at one moment without a transaction. */
export const sqlQueries = (session: Pick<Session, 'all'>, dialect: Dialect): Queries => ({
  products: async (query) => {
    const { sql, values } = catalogueStatement(query, dialect)
    return (await session.all(sql, values)).map(productOf)
  },
  product: async (id) => {
    const [row] = await session.all(`SELECT ${selectedProduct} FROM products p WHERE p.id = ? AND p.archived = 0`, [id])
    return row && productOf(row)
  },
  cart: async (userId) => {
    const rows = await session.all(
      `SELECT u.id AS user_id, l.product_id, l.quantity, ${selectedProduct} FROM users u
       LEFT JOIN cart_lines l${dialect.through('PRIMARY')} ON l.user_id = u.id
       LEFT JOIN products p${dialect.through('PRIMARY')} ON p.id = l.product_id
       WHERE u.id = ? ORDER BY l.product_id`,
      [userId],
    )
    const [cart] = cartsOf(rows)
    return cart && { cart, products: rows.filter((row) => !isNull(row, 'id')).map(productOf) }
  },
  orders: async (userId, limit, before) => {
    const end = before === undefined ? undefined : uuidBytes(before)
    if (before !== undefined && !end) throw new RangeError('orders are listed before an order id')
    const rows = await session.all(
      `SELECT ${selectedOrder} FROM (
         SELECT * FROM orders${dialect.through('orders_by_user')} WHERE user_id = ?${end ? ' AND id < ?' : ''} ORDER BY id DESC LIMIT ?
       ) o LEFT JOIN order_lines l${dialect.through('PRIMARY')} ON l.order_id = o.id
       ORDER BY o.id DESC, l.line_no`,
      [userId, ...(end ? [end] : []), limit],
    )
    return ordersOf(rows)
  },
  order: async (userId, id) => {
    const key = uuidBytes(id)
    if (!key) return undefined
    const rows = await session.all(
      `SELECT ${selectedOrder} FROM orders o
       LEFT JOIN order_lines l${dialect.through('PRIMARY')} ON l.order_id = o.id
       WHERE o.id = ? AND o.user_id = ? ORDER BY l.line_no`,
      [key, userId],
    )
    return ordersOf(rows)[0]
  },
  userByEmail: async (email) => userWithEmail(email, await session.all(selectByEmail, [email])),
})
