import type { Order, OrderId } from '../domain/order.ts'
import type { UserId } from '../domain/user.ts'
import type { Queries } from './ports/queries.ts'

export type OrderPage = { readonly orders: readonly Order[]; readonly next: OrderId | undefined }
export type ListOrders = (query: {
  readonly userId: UserId
  readonly limit: number
  /** Only orders placed before this one. */
  readonly before: OrderId | undefined
}) => Promise<OrderPage>

/** The user's orders, newest first; `next` is where a next page begins, if there is one. */
export const listOrders =
  ({ queries }: { readonly queries: Queries }): ListOrders =>
  async ({ userId, limit, before }) => {
    const found = await queries.orders(userId, limit + 1, before)
    const orders = found.slice(0, limit)
    return { orders, next: found.length > limit ? orders.at(-1)?.id : undefined }
  }
