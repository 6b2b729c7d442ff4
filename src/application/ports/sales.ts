import type { UserId } from '../../domain/accounts/user.ts'
import type { Product, ProductId } from '../../domain/catalogue/product.ts'
import type { Cart, CartLine } from '../../domain/sales/cart.ts'
import type { ListedOrder, Order, OrderId, OrderStatus } from '../../domain/sales/order.ts'
import type { ProductSales, Sale } from '../../domain/sales/report.ts'

export type UserCartLine = CartLine & { readonly userId: UserId }

export type CartRepository = {
  /** Locks carts until the unit ends, an empty one for a user without lines; unknown users are left out. */
  lock(userIds: readonly UserId[]): Promise<readonly Cart[]>
  /** Adds lines to locked carts, or changes their quantities. */
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
  lock(id: OrderId): Promise<Order | undefined>
  /** Throws on an id or a user's key that is taken. */
  add(orders: readonly Order[]): Promise<void>
  /** Saves status and steps: the rest never changes. */
  save(order: Order): Promise<void>
  /** Removes addresses and notes from the orders of a user. */
  forget(userId: UserId): Promise<void>
}

/** The last order of a page. */
export type OrderEnd = Pick<Order, 'placedAt' | 'id'>

export type OrderQuery = {
  readonly status?: OrderStatus | undefined
  readonly userId?: UserId | undefined
  /** Placed from this time on, and before that one: milliseconds. */
  readonly from: number
  readonly to: number
  readonly limit: number
  readonly before?: OrderEnd | undefined
}

export type SalesQuery = Pick<OrderQuery, 'from' | 'to' | 'limit'> & { readonly after: OrderEnd | undefined }

export type OrderReader = {
  /** Newest first, at most `limit`, only those before `before`. */
  page(userId: UserId, limit: number, before: OrderId | undefined): Promise<readonly ListedOrder[]>
  byId(id: OrderId): Promise<Order | undefined>
  /** Of all users, by descending time and id. */
  list(query: OrderQuery): Promise<readonly ListedOrder[]>
}

/** For reports. */
export type SalesReader = {
  /** By ascending time and id. */
  page(query: SalesQuery): Promise<readonly Sale[]>
  /** The lines of these orders, by product. */
  ofProducts(ids: readonly OrderId[]): Promise<readonly ProductSales[]>
}
