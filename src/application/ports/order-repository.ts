import type { Order, OrderId } from '../../domain/order.ts'
import type { UserId } from '../../domain/user.ts'

export type IdempotencyKey = { readonly userId: UserId; readonly idempotencyKey: string }

export type OrderRepository = {
  /** The orders already placed under these keys. */
  underKeys(keys: readonly IdempotencyKey[]): Promise<readonly Order[]>
  /** Holds an order until the unit ends; `undefined` when it is not there or not this user's. */
  lock(userId: UserId, id: OrderId): Promise<Order | undefined>
  /** Keeps new orders; throws on an id or a user's key that is taken. */
  add(orders: readonly Order[]): Promise<void>
  /** Replaces the status of an order: the rest of it never changes. */
  save(order: Order): Promise<void>
}
