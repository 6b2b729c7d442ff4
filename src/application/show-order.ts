import type { Order, OrderId, OrderNotFound } from '../domain/order.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { UserId } from '../domain/user.ts'
import type { Queries } from './ports/queries.ts'

export type ShowOrder = (query: {
  readonly userId: UserId
  readonly orderId: OrderId
}) => Promise<Result<Order, OrderNotFound>>

/** Another user's order looks like a missing one. */
export const showOrder =
  ({ queries }: { readonly queries: Queries }): ShowOrder =>
  async ({ userId, orderId }) => {
    const order = await queries.order(userId, orderId)
    return order ? ok(order) : err({ type: 'order_not_found' })
  }
