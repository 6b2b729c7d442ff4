import type { UserId } from '../accounts/user.ts'
import type { ProductId } from '../catalogue/product.ts'
import { type Money, sum, times } from '../money.ts'
import { err, ok, type Result } from '../result.ts'

/** A UUIDv7 (RFC 9562, section 5.7) in lower case: later orders have greater ids. */
export type OrderId = string

export type OrderLine = {
  readonly productId: ProductId
  /** Name and price as bought: later changes of the product do not touch them. */
  readonly name: string
  readonly unitPrice: Money
  readonly quantity: number
}

export type Order = {
  readonly id: OrderId
  readonly userId: UserId
  /** Unique per user. */
  readonly idempotencyKey: string
  readonly lines: readonly OrderLine[]
  readonly total: Money
  /** Milliseconds since 1970-01-01 UTC. */
  readonly placedAt: number
  readonly status: OrderStatus
}

/** An order in a list, which would grow without a bound: its first lines, and how many it has. */
export type ListedOrder = Order & { readonly lineCount: number }

export const MAX_LISTED_LINES = 20

export const listed = (order: Order): ListedOrder => ({
  ...order,
  lines: order.lines.slice(0, MAX_LISTED_LINES),
  lineCount: order.lines.length,
})

export const orderStatuses = ['placed', 'shipped', 'delivered', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]
export type OrderNotFound = { readonly type: 'order_not_found' }
export type OrderNotCancellable = { readonly type: 'order_not_cancellable'; readonly status: OrderStatus }

export const lineTotal = (line: OrderLine): Money => times(line.unitPrice, line.quantity)

export const place = (order: Omit<Order, 'total' | 'status'>): Order => ({
  ...order,
  total: sum(order.lines.map(lineTotal)),
  status: 'placed',
})

/** The caller puts the order's units back into stock. */
export const cancel = (order: Order): Result<Order, OrderNotCancellable> =>
  order.status === 'placed'
    ? ok({ ...order, status: 'cancelled' })
    : err({ type: 'order_not_cancellable', status: order.status })
