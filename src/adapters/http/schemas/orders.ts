import { z } from 'zod'
import type { OrderPage } from '../../../application/orders/show-orders.ts'
import { toDecimal } from '../../../domain/money.ts'
import { lineTotal, type Order, type OrderLine } from '../../../domain/sales/order.ts'
import { amount, pageLimit, UUID } from './fields.ts'

export const checkoutBody = z.strictObject({ expected_total: z.number().transform(String).pipe(amount).optional() })

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

export const orderView = (of: Order, currency: string) => ({
  id: of.id,
  status: of.status,
  placed_at: new Date(of.placedAt).toISOString(),
  items: of.lines.map(lineView),
  total: toDecimal(of.total),
  currency,
})

export const placedView = (of: Order, currency: string) => ({
  message: of.status === 'cancelled' ? 'This order was placed and has been cancelled.' : 'Order placed successfully!',
  order: orderView(of, currency),
})

export const ordersView = ({ orders, next }: OrderPage, currency: string) => ({
  orders: orders.map((of) => ({ ...orderView(of, currency), item_count: of.lineCount })),
  next_cursor: next ?? null,
})
