import type { UserId } from '../accounts/user.ts'
import type { ProductId } from '../catalogue/product.ts'
import { type Money, money, sum, times } from '../money.ts'
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

/** Where an order goes; what an address does not have is ''. */
export type ShipTo = Readonly<Record<'name' | 'line1' | 'line2' | 'postcode' | 'city' | 'country', string>>

export const stepTypes = ['shipped', 'delivered', 'cancelled', 'refunded'] as const

/** What has become of an order since it was placed. */
export type OrderStep = {
  readonly type: (typeof stepTypes)[number]
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number
  /** The customer or an administrator. */
  readonly userId: UserId
  /** Of a refund. */
  readonly amount: Money | undefined
  /** How a shipment is tracked, or why a refund was given. */
  readonly note: string | undefined
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
  readonly shipTo: ShipTo | undefined
  /** The customer's. */
  readonly note: string | undefined
  readonly status: OrderStatus
  readonly steps: readonly OrderStep[]
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
/** `status` does not allow the step. */
export type StepRefused<T extends string> = { readonly type: T; readonly status: OrderStatus }
export type OrderNotCancellable = StepRefused<'order_not_cancellable'>
export type RefundTooHigh = { readonly type: 'refund_too_high'; readonly refundable: Money }

export const lineTotal = (line: OrderLine): Money => times(line.unitPrice, line.quantity)

export const place = (order: Omit<Order, 'total' | 'status' | 'steps'>): Order => ({
  ...order,
  total: sum(order.lines.map(lineTotal)),
  status: 'placed',
  steps: [],
})

/** By whom and when. */
type By = Pick<OrderStep, 'at' | 'userId'>

const step = (order: Order, type: OrderStep['type'], { at, userId }: By, note?: string, amount?: Money): Order => ({
  ...order,
  steps: [...order.steps, { type, at, userId, amount, note }],
})

type Next = Exclude<OrderStep['type'], 'refunded'>

const move = <T extends string>(order: Order, from: OrderStatus, to: Next, refusal: T, by: By, note?: string) =>
  order.status === from
    ? ok({ ...step(order, to, by, note), status: to })
    : err<StepRefused<T>>({ type: refusal, status: order.status })

export const ship = (order: Order, by: By, tracking: string | undefined) =>
  move(order, 'placed', 'shipped', 'order_not_shippable', by, tracking)

export const deliver = (order: Order, by: By) => move(order, 'shipped', 'delivered', 'order_not_deliverable', by)

/** The caller puts the order's units back into stock. */
export const cancel = (order: Order, by: By) => move(order, 'placed', 'cancelled', 'order_not_cancellable', by)

/** What comes back from a shipment may be put into stock, or not. */
export const recall = (order: Order, by: By) => move(order, 'shipped', 'cancelled', 'order_not_cancellable', by)

export const refunded = ({ steps }: Pick<Order, 'steps'>): Money => sum(steps.flatMap(({ amount }) => amount ?? []))

/** At any time, cancelled or not; all refunds together are at most the total. */
export const refund = (order: Order, by: By, amount: Money, note?: string): Result<Order, RefundTooHigh> => {
  const refundable = money(order.total - refunded(order))
  return amount > refundable
    ? err({ type: 'refund_too_high', refundable })
    : ok(step(order, 'refunded', by, note, amount))
}
