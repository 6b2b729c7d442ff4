import type { UserId } from '../../domain/accounts/user.ts'
import type { Product, ProductId } from '../../domain/catalogue/product.ts'
import type { Cart, CartLine } from '../../domain/sales/cart.ts'
import type { ListedOrder, Order, OrderId } from '../../domain/sales/order.ts'

export type UserCartLine = CartLine & { readonly userId: UserId }

export type CartRepository = {
  /** Locks carts until the unit ends, an empty one for a user without lines; unknown users are left out. */
  lock(userIds: readonly UserId[]): Promise<readonly Cart[]>
  /** Adds or replaces lines of locked carts. */
  saveLines(lines: readonly UserCartLine[]): Promise<void>
  /** Removes a line of a locked cart, if it is there. */
  removeLine(userId: UserId, productId: ProductId): Promise<void>
  clear(userIds: readonly UserId[]): Promise<void>
}

export type CartReader = {
  /** With archived products too; `undefined` when there is no such user. */
  byUser(userId: UserId): Promise<{ readonly cart: Cart; readonly products: readonly Product[] } | undefined>
}

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
