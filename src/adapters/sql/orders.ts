import type { OrderReader, OrderRepository } from '../../application/ports/sales.ts'
import type { UserId } from '../../domain/accounts/user.ts'
import { money } from '../../domain/money.ts'
import { MAX_LISTED_LINES, type Order, type OrderId, type OrderLine, orderStatuses } from '../../domain/sales/order.ts'
import type { Dialect, Executor, Reading, Row } from './executor.ts'
import { insertRows, integer, oneOf, paddedChunks, text, uuid, uuidBytes } from './statements.ts'

const orderColumns = ['id', 'user_id', 'idempotency_key', 'total_minor', 'placed_at', 'status'] as const
const lineColumns = ['order_id', 'line_no', 'product_id', 'name', 'unit_price_minor', 'quantity'] as const

/** What `orderOf` reads, from `o`, an order, and `l`, its line. */
const selected = `o.id, o.user_id, o.idempotency_key, o.total_minor, o.placed_at, o.status,
  l.line_no, l.product_id, l.name, l.unit_price_minor, l.quantity`

const lineOf = (row: Row): OrderLine => ({
  productId: integer(row, 'product_id'),
  name: text(row, 'name'),
  unitPrice: money(integer(row, 'unit_price_minor')),
  quantity: integer(row, 'quantity'),
})

/** From an order's rows, one a line; a group of rows has one at least. */
const orderOf = (rows: readonly Row[]): Order => {
  const [row = {}] = rows
  return {
    id: uuid(row, 'id'),
    userId: integer(row, 'user_id'),
    idempotencyKey: text(row, 'idempotency_key'),
    lines: rows.filter((each) => each.line_no !== null).map(lineOf),
    total: money(integer(row, 'total_minor')),
    placedAt: integer(row, 'placed_at'),
    status: oneOf(row, 'status', orderStatuses),
  }
}

/** The rows of orders joined with their lines, in row order. */
const byOrder = (rows: readonly Row[]) => [...Map.groupBy(rows, (row) => uuid(row, 'id')).values()]

const idOf = (order: Order): Uint8Array => {
  const id = uuidBytes(order.id)
  if (!id) throw new Error(`an order's id must be a UUID in lower case, not ${order.id}`)
  return id
}

/** Forces the primary key: the server's statistics may be stale. */
const linesJoined = (dialect: Dialect): string =>
  `LEFT JOIN order_lines l${dialect.forceIndex('PRIMARY')} ON l.order_id = o.id`

const byId = async (executor: Reading, dialect: Dialect, userId: UserId, id: OrderId, ending = '') => {
  const key = uuidBytes(id)
  if (!key) return undefined
  const sql = `SELECT ${selected} FROM orders o${dialect.forceIndex('PRIMARY')} ${linesJoined(dialect)}
    WHERE o.id = ? AND o.user_id = ? ORDER BY l.line_no${ending}`
  const rows = await executor.all(sql, [key, userId])
  return rows.length > 0 ? orderOf(rows) : undefined
}

export const sqlOrders = (executor: Executor, dialect: Dialect): OrderRepository => ({
  byIdempotencyKeys: async (keys) => {
    const orders: (readonly Order[])[] = []
    for (const list of paddedChunks(keys, 64)) {
      const anyKey = list.map(() => '(o.user_id = ? AND o.idempotency_key = ?)').join(' OR ')
      const sql = `SELECT ${selected} FROM orders o${dialect.forceIndex('orders_key')} ${linesJoined(dialect)}
        WHERE ${anyKey} ORDER BY o.id, l.line_no`
      const values = list.flatMap(({ userId, idempotencyKey }) => [userId, idempotencyKey])
      orders.push(byOrder(await executor.all(sql, values)).map(orderOf))
    }
    return orders.flat()
  },
  lock: (userId, id) => byId(executor, dialect, userId, id, dialect.forUpdate),
  add: async (orders) => {
    const kept = orders.map((order) => ({ ...order, key: idOf(order) }))
    const heads = kept.map((o) => [o.key, o.userId, o.idempotencyKey, o.total, o.placedAt, o.status])
    const lines = kept.flatMap((o) =>
      o.lines.map((l, i) => [o.key, i + 1, l.productId, l.name, l.unitPrice, l.quantity]),
    )
    await insertRows(executor, 'orders', orderColumns, heads)
    await insertRows(executor, 'order_lines', lineColumns, lines)
  },
  save: async (order) => {
    await executor.run('UPDATE orders SET status = ? WHERE id = ?', [order.status, idOf(order)])
  },
})

export const sqlOrderReader = (executor: Reading, dialect: Dialect): OrderReader => ({
  page: async (userId, limit, before) => {
    const end = before === undefined ? [] : [uuidBytes(before) ?? '']
    const primary = dialect.forceIndex('PRIMARY')
    // Lines are numbered from 1: the last number is their count. Once an order, not once a line of the answer; sorted by
    // the whole key, which MySQL reads backwards, as it does not for MAX.
    const sql = `SELECT ${selected}, o.line_count FROM (
        SELECT h.*, COALESCE((SELECT c.line_no FROM order_lines c${primary} WHERE c.order_id = h.id
          ORDER BY c.order_id DESC, c.line_no DESC LIMIT 1), 0) AS line_count
        FROM orders h${dialect.forceIndex('orders_by_user')} WHERE h.user_id = ?${end.length > 0 ? ' AND h.id < ?' : ''}
        ORDER BY h.id DESC LIMIT ?
      ) o ${linesJoined(dialect)} AND l.line_no <= ${MAX_LISTED_LINES} ORDER BY o.id DESC, l.line_no`
    const found = byOrder(await executor.all(sql, [userId, ...end, limit]))
    return found.map((rows) => ({ ...orderOf(rows), lineCount: integer(rows[0] ?? {}, 'line_count') }))
  },
  byId: (userId, id) => byId(executor, dialect, userId, id),
})
