import type { UserId } from '../../domain/accounts/user.ts'
import type { ListedOrder, Order, OrderId } from '../../domain/sales/order.ts'

export type OrderRepository = {
  byIdempotencyKeys(keys: readonly Pick<Order, 'userId' | 'idempotencyKey'>[]): Promise<readonly Order[]>
  /** Locks an order; `undefined` when it does not exist or is another user's. */
  lock(userId: UserId, id: OrderId): Promise<Order | undefined>
  /** Throws on an id or a user's key that is taken. */
  add(orders: readonly Order[]): Promise<void>
  /** Saves the status: the rest never changes. */
  save(order: Order): Promise<void>
}

export type OrderReader = {
  /** Newest first, at most `limit`, only those before `before`. */
  page(userId: UserId, limit: number, before: OrderId | undefined): Promise<readonly ListedOrder[]>
  /** `undefined` when it does not exist or is another user's. */
  byId(userId: UserId, id: OrderId): Promise<Order | undefined>
}
