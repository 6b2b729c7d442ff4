import type { OrderReader, OrderRepository } from '../../application/ports/sales.ts'
import { money } from '../../domain/money.ts'
import type { Order, OrderId, OrderLine, OrderStep, ShipTo } from '../../domain/sales/order.ts'
import { MAX_LISTED_LINES, orderStatuses, refunded, stepTypes } from '../../domain/sales/order.ts'
import type { Dialect, Executor, Reading, Row, Value } from './executor.ts'
import {
  type Conditions,
  insertRows,
  integer,
  objectsIn,
  oneOf,
  optionalInteger,
  optionalText,
  paddedChunks,
  text,
  toJson,
  uuid,
  uuidBytes,
  valuesOf,
  where,
} from './statements.ts'

const orderColumns = 'id user_id idempotency_key total_minor placed_at status ship_to note'.split(' ')
const lineColumns = ['order_id', 'line_no', 'product_id', 'name', 'unit_price_minor', 'quantity'] as const

/** What `orderOf` reads, from `o`, an order, and `l`, its line. */
const selected = `o.id, o.user_id, o.idempotency_key, o.total_minor, o.placed_at, o.status,
  o.ship_to, o.note, o.steps, l.line_no, l.product_id, l.name, l.unit_price_minor, l.quantity`

const lineOf = (row: Row): OrderLine => ({
  productId: integer(row, 'product_id'),
  name: text(row, 'name'),
  unitPrice: money(integer(row, 'unit_price_minor')),
  quantity: integer(row, 'quantity'),
})

const shipToOf = (row: Row): ShipTo => ({
  name: text(row, 'name'),
  line1: text(row, 'line1'),
  line2: text(row, 'line2'),
  postcode: text(row, 'postcode'),
  city: text(row, 'city'),
  country: text(row, 'country'),
})

const stepOf = (row: Row): OrderStep => {
  const amount = optionalInteger(row, 'amount')
  return {
    type: oneOf(row, 'type', stepTypes),
    at: integer(row, 'at'),
    userId: integer(row, 'userId'),
    amount: amount === undefined ? undefined : money(amount),
    note: optionalText(row, 'note'),
  }
}

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
    shipTo: objectsIn(row, 'ship_to').map(shipToOf)[0],
    note: optionalText(row, 'note'),
    status: oneOf(row, 'status', orderStatuses),
    steps: objectsIn(row, 'steps').map(stepOf),
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

const byId = async (executor: Reading, dialect: Dialect, id: OrderId, ending = '') => {
  const key = uuidBytes(id)
  if (!key) return undefined
  const sql = `SELECT ${selected} FROM orders o${dialect.forceIndex('PRIMARY')} ${linesJoined(dialect)}
    WHERE o.id = ? ORDER BY l.line_no${ending}`
  const rows = await executor.all(sql, [key])
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
  lock: (id) => byId(executor, dialect, id, dialect.forUpdate),
  add: async (orders) => {
    const kept = orders.map((order) => ({ ...order, key: idOf(order) }))
    const heads = kept.map((o) => {
      const added = [o.key, o.userId, o.idempotencyKey, o.total, o.placedAt, o.status]
      return [...added, o.shipTo ? toJson(o.shipTo) : null, o.note ?? null]
    })
    const lines = kept.flatMap((o) =>
      o.lines.map((l, i) => [o.key, i + 1, l.productId, l.name, l.unitPrice, l.quantity]),
    )
    await insertRows(executor, 'orders', orderColumns, heads)
    await insertRows(executor, 'order_lines', lineColumns, lines)
  },
  save: async (order) => {
    const values = [order.status, toJson(order.steps), refunded(order), idOf(order)]
    await executor.run('UPDATE orders SET status = ?, steps = ?, refunded_minor = ? WHERE id = ?', values)
  },
  forget: async (userId) => {
    await executor.run('UPDATE orders SET ship_to = NULL, note = NULL WHERE user_id = ?', [userId])
  },
})

/** Lists orders, each with its first lines, by descending `order`; `conditions` are of `h`, an order. */
const list = async (
  reading: Reading,
  dialect: Dialect,
  index: string,
  conditions: Conditions,
  order: readonly string[],
  limit: number,
) => {
  const primary = dialect.forceIndex('PRIMARY')
  const by = (table: string): string => order.map((column) => `${table}.${column} DESC`).join(', ')
  // Lines are numbered from 1: the last number is their count. Once an order, not once a line of the answer; sorted by
  // the whole key, which MySQL reads backwards, as it does not for MAX.
  const sql = `SELECT ${selected}, o.line_count FROM (
      SELECT h.*, COALESCE((SELECT c.line_no FROM order_lines c${primary} WHERE c.order_id = h.id
        ORDER BY c.order_id DESC, c.line_no DESC LIMIT 1), 0) AS line_count
      FROM orders h${dialect.forceIndex(index)} ${where(conditions)} ORDER BY ${by('h')} LIMIT ?
    ) o ${linesJoined(dialect)} AND l.line_no <= ${MAX_LISTED_LINES} ORDER BY ${by('o')}, l.line_no`
  const found = byOrder(await reading.all(sql, [...valuesOf(conditions), limit]))
  return found.map((rows) => ({ ...orderOf(rows), lineCount: integer(rows[0] ?? {}, 'line_count') }))
}

export const keyOf = (id: OrderId): Value => uuidBytes(id) ?? ''

export const sqlOrderReader = (executor: Reading, dialect: Dialect): OrderReader => ({
  page: (userId, limit, before) => {
    const end: Conditions = before === undefined ? [] : [['h.id < ?', keyOf(before)]]
    return list(executor, dialect, 'orders_by_user', [['h.user_id = ?', userId], ...end], ['id'], limit)
  },
  byId: (id) => byId(executor, dialect, id),
  list: ({ status, userId, from, to, limit, before }) => {
    const conditions: Conditions[number][] = [
      ['h.placed_at >= ?', from],
      ['h.placed_at < ?', to],
    ]
    if (status !== undefined) conditions.push(['h.status = ?', status])
    if (userId !== undefined) conditions.push(['h.user_id = ?', userId])
    // Keyset pagination, as in the catalogue.
    if (before) conditions.push(['h.placed_at <= ?', before.placedAt])
    if (before) conditions.push(['(h.placed_at < ? OR h.id < ?)', before.placedAt, keyOf(before.id)])
    const index = status === undefined ? 'orders_by_time' : 'orders_by_status'
    const best = userId === undefined ? index : 'orders_by_user'
    return list(executor, dialect, best, conditions, ['placed_at', 'id'], limit)
  },
})
