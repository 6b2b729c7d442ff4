import type { OrderReader, OrderRepository } from '../../application/ports/orders.ts'
import type { UserId } from '../../domain/accounts/user.ts'
import { money } from '../../domain/money.ts'
import { isOrderStatus, MAX_LISTED_LINES, type Order, type OrderId, type OrderLine } from '../../domain/sales/order.ts'
import type { Dialect } from './dialect.ts'
import type { Reading, Row, UnitExecutor } from './executor.ts'
import {
  chunks,
  forceIndex,
  insertRows,
  integer,
  isNull,
  oneOf,
  padToPowerOfTwo,
  text,
  uuid,
  uuidBytes,
} from './statements.ts'

const orderColumns = ['id', 'user_id', 'idempotency_key', 'total_minor', 'placed_at', 'status'] as const
const lineColumns = ['order_id', 'line_no', 'product_id', 'name', 'unit_price_minor', 'quantity'] as const

/** What `ordersOf` reads, from `o`, an order, and `l`, its line. */
const selected = `o.id, o.user_id, o.idempotency_key, o.total_minor, o.placed_at, o.status,
  l.line_no, l.product_id, l.name, l.unit_price_minor, l.quantity`

const lineOf = (row: Row): OrderLine => ({
  productId: integer(row, 'product_id'),
  name: text(row, 'name'),
  unitPrice: money(integer(row, 'unit_price_minor')),
  quantity: integer(row, 'quantity'),
})

const orderOf = (id: OrderId, row: Row, lines: readonly OrderLine[]): Order => ({
  id,
  userId: integer(row, 'user_id'),
  idempotencyKey: text(row, 'idempotency_key'),
  lines,
  total: money(integer(row, 'total_minor')),
  placedAt: integer(row, 'placed_at'),
  status: oneOf(row, 'status', isOrderStatus),
})

/** Parses orders joined with their lines, in row order. */
const ordersOf = (rows: readonly Row[]): readonly Order[] => joinedOf(rows).map(({ order }) => order)

/** As `ordersOf`, each with its first row. */
const joinedOf = (rows: readonly Row[]) => {
  const found = new Map<OrderId, { readonly row: Row; readonly lines: OrderLine[] }>()
  for (const row of rows) {
    const id = uuid(row, 'id')
    const order = found.get(id) ?? { row, lines: [] }
    found.set(id, order)
    if (!isNull(row, 'line_no')) order.lines.push(lineOf(row))
  }
  return Array.from(found, ([id, { row, lines }]) => ({ row, order: orderOf(id, row, lines) }))
}

const idOf = (order: Order): Uint8Array => {
  const id = uuidBytes(order.id)
  if (!id) throw new Error(`an order's id must be a UUID in lower case, not ${order.id}`)
  return id
}

/** Forces the primary key: the server's statistics may be stale. */
const linesJoined = (dialect: Dialect): string =>
  `LEFT JOIN order_lines l${forceIndex(dialect, 'PRIMARY')} ON l.order_id = o.id`

/** The user's order of this id. */
const byId = async (executor: Reading, dialect: Dialect, userId: UserId, id: OrderId, ending = '') => {
  const key = uuidBytes(id)
  if (!key) return undefined
  const sql = `SELECT ${selected} FROM orders o${forceIndex(dialect, 'PRIMARY')} ${linesJoined(dialect)}
    WHERE o.id = ? AND o.user_id = ? ORDER BY l.line_no${ending}`
  return ordersOf(await executor.all(sql, [key, userId]))[0]
}

export const sqlOrders = (executor: UnitExecutor, dialect: Dialect): OrderRepository => ({
  byIdempotencyKeys: async (keys) => {
    const orders: (readonly Order[])[] = []
    for (const chunk of chunks(keys, 64)) {
      const list = padToPowerOfTwo(chunk)
      const anyKey = list.map(() => '(o.user_id = ? AND o.idempotency_key = ?)').join(' OR ')
      const sql = `SELECT ${selected} FROM orders o${forceIndex(dialect, 'orders_key')} ${linesJoined(dialect)}
        WHERE ${anyKey} ORDER BY o.id, l.line_no`
      const values = list.flatMap(({ userId, idempotencyKey }) => [userId, idempotencyKey])
      orders.push(ordersOf(await executor.all(sql, values)))
    }
    return orders.flat()
  },
  lock: (userId, id) => byId(executor, dialect, userId, id, dialect.forUpdate),
  add: async (orders) => {
    const kept = orders.map((order) => ({ ...order, key: idOf(order) }))
    const heads = kept.map((o) => [o.key, o.userId, o.idempotencyKey, o.total, o.placedAt, o.status])
    const lines = kept.flatMap((order) =>
      order.lines.map((l, i) => [order.key, i + 1, l.productId, l.name, l.unitPrice, l.quantity]),
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
    // Lines are numbered from 1: the last number, which the key finds, is their count.
    const sql = `SELECT ${selected}, (SELECT MAX(c.line_no) FROM order_lines c WHERE c.order_id = o.id) AS line_count
      FROM (
        SELECT * FROM orders${forceIndex(dialect, 'orders_by_user')} WHERE user_id = ?${end.length > 0 ? ' AND id < ?' : ''}
        ORDER BY id DESC LIMIT ?
      ) o ${linesJoined(dialect)} AND l.line_no <= ${MAX_LISTED_LINES} ORDER BY o.id DESC, l.line_no`
    const found = joinedOf(await executor.all(sql, [userId, ...end, limit]))
    return found.map(({ row, order }) => ({
      ...order,
      lineCount: isNull(row, 'line_count') ? 0 : integer(row, 'line_count'),
    }))
  },
  byId: (userId, id) => byId(executor, dialect, userId, id),
})
