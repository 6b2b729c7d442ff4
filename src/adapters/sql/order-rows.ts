import { money } from '../../domain/money.ts'
import { isOrderStatus, type Order, type OrderId, type OrderLine } from '../../domain/order.ts'
import { bytes, integer, isNull, oneOf, text } from './columns.ts'
import type { Row } from './session.ts'
import { uuidText } from './uuid.ts'

/** What `ordersOf` reads, from `o`, an order, and `l`, its line. */
export const selectedOrder = `o.id, o.user_id, o.idempotency_key, o.total_minor, o.placed_at, o.status,
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

/** The orders, in the order of their first rows, of orders joined with their lines in line order. */
export const ordersOf = (rows: readonly Row[]): readonly Order[] => {
  const found = new Map<OrderId, { readonly row: Row; readonly lines: OrderLine[] }>()
  for (const row of rows) {
    const id = uuidText(bytes(row, 'id'))
    const order = found.get(id) ?? { row, lines: [] }
    found.set(id, order)
    if (!isNull(row, 'line_no')) order.lines.push(lineOf(row))
  }
  return Array.from(found, ([id, { row, lines }]) => orderOf(id, row, lines))
}
