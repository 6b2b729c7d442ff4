import { type Money, sum, times } from './money.ts'
import type { ProductId } from './product.ts'
import { err, ok, type Result } from './result.ts'
import type { UserId } from './user.ts'

/** A UUIDv7 (RFC 9562, section 5.7) in its lower-case text form: later orders have greater ids. */
export type OrderId = string

export type OrderLine = {
  readonly productId: ProductId
  /** Name and unit price as they were bought; what becomes of the product later does not change them. */
  readonly name: string
  readonly unitPrice: Money
  readonly quantity: number
}

export type Order = {
  readonly id: OrderId
  readonly userId: UserId
  /** What the buyer calls this purchase; the same user's same key is the same order. */
  readonly idempotencyKey: string
  readonly lines: readonly OrderLine[]
  readonly total: Money
  /** Milliseconds since 1970-01-01 UTC. */
  readonly placedAt: number
  readonly status: OrderStatus
}

export type OrderStatus = 'placed' | 'shipped' | 'delivered' | 'cancelled'
export type OrderNotFound = { readonly type: 'order_not_found' }
export type OrderNotCancellable = { readonly type: 'order_not_cancellable'; readonly status: OrderStatus }

const follows: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  placed: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
}

export const isOrderStatus = (text: string): text is OrderStatus => Object.hasOwn(follows, text)

export const lineTotal = (line: OrderLine): Money => times(line.unitPrice, line.quantity)

export const place = (order: Omit<Order, 'total' | 'status'>): Order => ({
  ...order,
  total: sum(order.lines.map(lineTotal)),
  status: 'placed',
})

/** Cancels an order that has not left yet. Its units go back on the shelf: the caller's second half of the deed. */
export const cancel = (order: Order): Result<Order, OrderNotCancellable> =>
  follows[order.status].includes('cancelled')
    ? ok({ ...order, status: 'cancelled' })
    : err({ type: 'order_not_cancellable', status: order.status })
