import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ListedOrder, Order, OrderId, OrderNotFound } from '../../domain/sales/order.ts'
import type { OrderReader } from '../ports/orders.ts'
import type { UserReader } from '../ports/users.ts'

export type OrderPage = { readonly orders: readonly ListedOrder[]; readonly next: OrderId | undefined }
type PageQuery = { readonly userId: UserId; readonly limit: number; readonly before: OrderId | undefined }
export type ListOrders = (query: PageQuery) => Promise<Result<OrderPage, AccountGone>>

type OrderQuery = { readonly userId: UserId; readonly orderId: OrderId }
export type ShowOrder = (query: OrderQuery) => Promise<Result<Order, OrderNotFound | AccountGone>>

type Needs = { readonly orders: OrderReader; readonly users: UserReader }

/** Newest first; `next` is the `before` of the next page. */
export const listOrders =
  ({ orders, users }: Needs): ListOrders =>
  async ({ userId, limit, before }) => {
    const found = await orders.page(userId, limit + 1, before)
    if (found.length === 0 && !(await users.byId(userId))) return err({ type: 'account_gone' })
    const page = found.slice(0, limit)
    return ok({ orders: page, next: found.length > limit ? page.at(-1)?.id : undefined })
  }

export const showOrder =
  ({ orders, users }: Needs): ShowOrder =>
  async ({ userId, orderId }) => {
    const order = await orders.byId(userId, orderId)
    if (order) return ok(order)
    return err({ type: (await users.byId(userId)) ? 'order_not_found' : 'account_gone' })
  }
