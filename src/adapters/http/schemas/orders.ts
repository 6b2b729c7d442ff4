import { z } from 'zod'
import { MAX_NAME } from '../../../domain/catalogue/product.ts'
import { toDecimal } from '../../../domain/money.ts'
import { MAX_LINES } from '../../../domain/sales/cart.ts'
import {
  type ListedOrder,
  lineTotal,
  MAX_LISTED_LINES,
  type Order,
  type OrderLine,
  orderStatuses,
} from '../../../domain/sales/order.ts'
import { pageLimit } from './catalogue.ts'
import { amount, currencyCode, id, parsedMoney, price, quantity, text } from './fields.ts'

const STANDARD_PAGE = 20

const expectedTotal = z.number().transform(String).transform(parsedMoney)
export const checkoutBody = z.strictObject({ expected_total: expectedTotal.optional() })

/** Visible ASCII, which any client can send and any store keeps. */
const key = z.string().regex(/^[\x21-\x7e]{1,255}$/)
export const checkoutHeaders = z.object({ 'idempotency-key': key.optional() })

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** No order has this id: a malformed one is simply not found. */
const NO_ORDER = '00000000-0000-0000-0000-000000000000'
const orderId = z.string().transform((text) => (UUID.test(text.toLowerCase()) ? text.toLowerCase() : NO_ORDER))
export const orderPath = z.object({ id: orderId })

export const ordersQuery = z.strictObject({
  limit: pageLimit.default(STANDARD_PAGE),
  cursor: z.string().regex(UUID, 'must be the next_cursor of a page before').optional(),
})

export const line = z.strictObject({
  product_id: id,
  name: text(1, MAX_NAME),
  price,
  quantity,
  line_total: amount,
})

export const lineView = (of: OrderLine): z.output<typeof line> => ({
  product_id: of.productId,
  name: of.name,
  price: toDecimal(of.unitPrice),
  quantity: of.quantity,
  line_total: toDecimal(lineTotal(of)),
})

export const order = z.strictObject({
  id: z.string().regex(UUID),
  status: z.enum(orderStatuses),
  placed_at: z.iso.datetime(),
  items: z.array(line).max(MAX_LINES),
  total: amount,
  currency: currencyCode,
})
const messages = ['Order placed successfully!', 'This order was placed and has been cancelled.'] as const
export const placed = z.strictObject({ message: z.enum(messages), order })
export type PlacedView = z.output<typeof placed>
export const listedOrder = order.extend({
  items: z.array(line).max(MAX_LISTED_LINES),
  item_count: z.int().min(0).max(MAX_LINES),
})
export const orders = z.strictObject({ orders: z.array(listedOrder), next_cursor: z.string().regex(UUID).nullable() })
export type OrdersView = z.output<typeof orders>

export const placedView = (of: Order, currency: string): PlacedView => ({
  message: messages[of.status === 'cancelled' ? 1 : 0],
  order: orderView(of, currency),
})

export const orderView = (of: Order, currency: string): z.output<typeof order> => ({
  id: of.id,
  status: of.status,
  placed_at: new Date(of.placedAt).toISOString(),
  items: of.lines.map(lineView),
  total: toDecimal(of.total),
  currency,
})

export const listedOrderView = (of: ListedOrder, currency: string): z.output<typeof listedOrder> => ({
  ...orderView(of, currency),
  item_count: of.lineCount,
})
