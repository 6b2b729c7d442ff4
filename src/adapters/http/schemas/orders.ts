import { z } from 'zod'
import type { OrderQuery } from '../../../application/orders/manage-orders.ts'
import type { OrderPage } from '../../../application/orders/show-orders.ts'
import { toDecimal } from '../../../domain/money.ts'
import { err, ok } from '../../../domain/result.ts'
import {
  lineTotal,
  type Order,
  type OrderLine,
  type OrderStep,
  orderStatuses,
  refunded,
} from '../../../domain/sales/order.ts'
import { decimal, idIn, line, note, pageLimit, parsed, timeView, UUID } from './fields.ts'
import { day, dayAfter, startOfDay, timezone } from './periods.ts'

const MAX_LINE = 200
const shipTo = z.strictObject({
  name: line(MAX_LINE),
  line1: line(MAX_LINE),
  line2: line(MAX_LINE, 0).default(''),
  postcode: line(20, 0).default(''),
  city: line(MAX_LINE),
  country: line(64),
})

export const checkoutBody = z.strictObject({ expected_total: decimal.optional(), ship_to: shipTo.optional(), note })

/** Visible ASCII, which any client can send and any store keeps. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/

export const ordersQuery = z.strictObject({
  limit: pageLimit.default(20),
  cursor: z.string().regex(UUID, 'must be the next_cursor of a page before').optional(),
})

export const lineView = (of: OrderLine) => ({
  product_id: of.productId,
  name: of.name,
  price: toDecimal(of.unitPrice),
  quantity: of.quantity,
  line_total: toDecimal(lineTotal(of)),
})

/** What a customer sees of a step. */
const stepView = (of: OrderStep) => ({
  step: of.type,
  at: timeView(of.at),
  ...(of.type === 'shipped' ? { tracking: of.note ?? null } : {}),
  ...(of.amount === undefined ? {} : { amount: toDecimal(of.amount) }),
})

export const orderView = (of: Order, currency: string) => ({
  id: of.id,
  status: of.status,
  placed_at: timeView(of.placedAt),
  items: of.lines.map(lineView),
  total: toDecimal(of.total),
  currency,
  ship_to: of.shipTo ?? null,
  note: of.note ?? null,
  steps: [{ step: 'placed', at: timeView(of.placedAt) }, ...of.steps.map(stepView)],
})

export const placedView = (of: Order, currency: string) => ({
  message: of.status === 'cancelled' ? 'This order was placed and has been cancelled.' : 'Order placed successfully!',
  order: orderView(of, currency),
})

export const ordersView = ({ items, next }: OrderPage, currency: string) => ({
  orders: items.map((of) => ({ ...orderView(of, currency), item_count: of.lineCount })),
  next_cursor: next?.id ?? null,
})

// For administrators.

export const shipBody = z.strictObject({ tracking: line(MAX_LINE).optional() })
export const cancelBody = z.strictObject({ restock: z.boolean().optional() })
export const refundBody = z.strictObject({
  amount: decimal.refine((amount) => amount > 0, { error: 'must be more than 0', abort: true }),
  note,
})

/** Opaque: the time and the id of the last order. */
const cursor = parsed((text) => {
  const [, placedAt, id = ''] = /^(\d{1,15})\.(.*)$/.exec(text) ?? []
  return UUID.test(id) ? ok({ placedAt: Number(placedAt), id }) : err('must be the next_cursor of a page before')
})

/** Days are of the time zone. */
export const allOrdersQuery = z
  .strictObject({
    limit: pageLimit.default(20),
    cursor: cursor.optional(),
    status: z.enum(orderStatuses).optional(),
    customer: parsed((digits) =>
      idIn(digits) > 0 ? ok(idIn(digits)) : err('must be the id of a customer'),
    ).optional(),
    from: day.optional(),
    to: day.optional(),
    timezone,
  })
  .transform(({ cursor: before, customer: userId, from, to, timezone, ...query }): OrderQuery => {
    const start = from === undefined ? 0 : startOfDay(from, timezone)
    const end = to === undefined ? Number.MAX_SAFE_INTEGER : startOfDay(dayAfter(to), timezone)
    return { ...query, userId, before, from: start, to: end }
  })

const noteView = ({ type, note }: OrderStep) => (type === 'shipped' ? {} : { note: note ?? null })

export const managedOrderView = (of: Order, currency: string) => ({
  ...orderView(of, currency),
  customer_id: of.userId,
  refunded: toDecimal(refunded(of)),
  steps: [
    { step: 'placed', at: timeView(of.placedAt), user_id: of.userId },
    ...of.steps.map((step) => ({ ...stepView(step), user_id: step.userId, ...noteView(step) })),
  ],
})

export const managedOrdersView = ({ items, next }: OrderPage, currency: string) => ({
  orders: items.map((of) => ({ ...managedOrderView(of, currency), item_count: of.lineCount })),
  next_cursor: next ? `${next.placedAt}.${next.id}` : null,
})
