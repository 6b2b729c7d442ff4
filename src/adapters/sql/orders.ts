import type { OrderRepository } from '../../application/ports/order-repository.ts'
import type { Order } from '../../domain/order.ts'
import type { Dialect } from './dialect.ts'
import { insertRows } from './insert-rows.ts'
import { chunks, padded } from './lists.ts'
import { ordersOf, selectedOrder } from './order-rows.ts'
import type { Session } from './session.ts'
import { uuidBytes } from './uuid.ts'

const orderColumns = ['id', 'user_id', 'idempotency_key', 'total_minor', 'placed_at', 'status'] as const
const lineColumns = ['order_id', 'line_no', 'product_id', 'name', 'unit_price_minor', 'quantity'] as const

const idOf = (order: Order): Uint8Array => {
  const id = uuidBytes(order.id)
  if (!id) throw new Error(`an order's id must be a UUID in lower case, not ${order.id}`)
  return id
}

export const sqlOrders = (session: Session, dialect: Dialect): OrderRepository => ({
  underKeys: async (keys) => {
    const orders: (readonly Order[])[] = []
    for (const chunk of chunks(keys, 64)) {
      const list = padded(chunk)
      const anyKey = list.map(() => '(o.user_id = ? AND o.idempotency_key = ?)').join(' OR ')
      const rows = await session.all(
        `SELECT ${selectedOrder} FROM orders o${dialect.through('orders_key')}
         LEFT JOIN order_lines l${dialect.through('PRIMARY')} ON l.order_id = o.id
         WHERE ${anyKey} ORDER BY o.id, l.line_no`,
        list.flatMap(({ userId, idempotencyKey }) => [userId, idempotencyKey]),
      )
      orders.push(ordersOf(rows))
    }
    return orders.flat()
  },
  lock: async (userId, id) => {
    const key = uuidBytes(id)
    if (!key) return undefined
    const rows = await session.all(
      `SELECT ${selectedOrder} FROM orders o${dialect.through('PRIMARY')}
       LEFT JOIN order_lines l${dialect.through('PRIMARY')} ON l.order_id = o.id
       WHERE o.id = ? AND o.user_id = ? ORDER BY l.line_no${dialect.forUpdate}`,
      [key, userId],
    )
    return ordersOf(rows)[0]
  },
  add: async (orders) => {
    const heads = orders.map((order) => [
      idOf(order),
      order.userId,
      order.idempotencyKey,
      order.total,
      order.placedAt,
      order.status,
    ])
    const lines = orders.flatMap((order) => {
      const id = idOf(order)
      return order.lines.map((line, i) => [id, i + 1, line.productId, line.name, line.unitPrice, line.quantity])
    })
    await insertRows(session, 'orders', orderColumns, heads)
    await insertRows(session, 'order_lines', lineColumns, lines)
  },
  save: async (order) => {
    await session.run('UPDATE orders SET status = ? WHERE id = ?', [order.status, idOf(order)])
  },
})
