import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ListedOrder, Order, OrderId, OrderNotFound } from '../../domain/sales/order.ts'
import type { Needs } from '../needs.ts'
import { type Paged, paged } from '../paged.ts'

export type OrderPage = Paged<ListedOrder>
type PageQuery = { readonly userId: UserId; readonly limit: number; readonly before: OrderId | undefined }
type OrderQuery = { readonly userId: UserId; readonly orderId: OrderId }

/** Newest first. */
export const listOrders =
  ({ orders, users }: Needs) =>
  async ({ userId, limit, before }: PageQuery): Promise<Result<OrderPage, AccountGone>> => {
    const found = await orders.page(userId, limit + 1, before)
    if (found.length === 0 && !(await users.byId(userId))) return err({ type: 'account_gone' })
    return ok(paged(found, limit))
  }

/** Another's order looks like a missing one. */
export const showOrder =
  ({ orders, users }: Needs) =>
  async ({ userId, orderId }: OrderQuery): Promise<Result<Order, OrderNotFound | AccountGone>> => {
    const order = await orders.byId(orderId)
    if (order?.userId === userId) return ok(order)
    return err({ type: (await users.byId(userId)) ? 'order_not_found' : 'account_gone' })
  }
