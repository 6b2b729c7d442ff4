import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ListedOrder, Order, OrderId, OrderNotFound } from '../../domain/sales/order.ts'
import type { Needs } from '../needs.ts'

export type OrderPage = { readonly orders: readonly ListedOrder[]; readonly next: OrderId | undefined }
type PageQuery = { readonly userId: UserId; readonly limit: number; readonly before: OrderId | undefined }
type OrderQuery = { readonly userId: UserId; readonly orderId: OrderId }

/** Newest first; `next` is the `before` of the next page. */
export const listOrders =
  ({ orders, users }: Needs) =>
  async ({ userId, limit, before }: PageQuery): Promise<Result<OrderPage, AccountGone>> => {
    const found = await orders.page(userId, limit + 1, before)
    if (found.length === 0 && !(await users.byId(userId))) return err({ type: 'account_gone' })
    const page = found.slice(0, limit)
    return ok({ orders: page, next: found.length > limit ? page.at(-1)?.id : undefined })
  }

export const showOrder =
  ({ orders, users }: Needs) =>
  async ({ userId, orderId }: OrderQuery): Promise<Result<Order, OrderNotFound | AccountGone>> => {
    const order = await orders.byId(userId, orderId)
    if (order) return ok(order)
    return err({ type: (await users.byId(userId)) ? 'order_not_found' : 'account_gone' })
  }
