import type { User, UserId, UserNotFound } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ListedOrder } from '../../domain/sales/order.ts'
import type { Needs } from '../needs.ts'
import { type Paged, paged } from '../paged.ts'
import type { UserQuery } from '../ports/accounts.ts'

export type CustomerPage = Paged<User>

export const listCustomers =
  ({ users }: Needs) =>
  async (query: UserQuery): Promise<CustomerPage> =>
    paged(await users.page({ ...query, limit: query.limit + 1 }), query.limit)

/** Of the orders that are shown with a customer. */
const LIMIT = 20

export type Customer = { readonly user: User; readonly orders: Paged<ListedOrder> }

/** With the newest orders. */
export const showCustomer =
  ({ users, orders }: Needs) =>
  async (userId: UserId): Promise<Result<Customer, UserNotFound>> => {
    const user = await users.byId(userId)
    if (!user) return err({ type: 'user_not_found' })
    return ok({ user, orders: paged(await orders.page(userId, LIMIT + 1, undefined), LIMIT) })
  }
