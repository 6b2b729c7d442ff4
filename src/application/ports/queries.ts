import type { Cart } from '../../domain/cart.ts'
import type { Money } from '../../domain/money.ts'
import type { Order, OrderId } from '../../domain/order.ts'
import type { Product, ProductId } from '../../domain/product.ts'
import type { User, UserId } from '../../domain/user.ts'

/** `-` is descending; products that compare equal stand in id order, descending too. */
export const sorts = ['id', 'name', '-name', 'price', '-price'] as const
export type Sort = (typeof sorts)[number]

/** Where a page ended: the last product's id, and what it was sorted by. */
export type PageEnd = { readonly id: ProductId; readonly name: string; readonly price: number }

export type CatalogueQuery = {
  readonly sort: Sort
  /** At most so many products; all of them when `undefined`. */
  readonly limit: number | undefined
  /** Only what comes after this place in the same sort. */
  readonly after: PageEnd | undefined
  /** Only names that contain this, without regard to case. */
  readonly search: string | undefined
  readonly minPrice: Money | undefined
  readonly maxPrice: Money | undefined
  readonly inStock: boolean
}

/** The whole catalogue, in id order. */
export const everything: CatalogueQuery = {
  sort: 'id',
  limit: undefined,
  after: undefined,
  search: undefined,
  minPrice: undefined,
  maxPrice: undefined,
  inStock: false,
}

/** What can be asked of the shop without changing it. Archived products are not shown. */
export type Queries = {
  products(query: CatalogueQuery): Promise<readonly Product[]>
  product(id: ProductId): Promise<Product | undefined>
  /** The cart with its products, archived ones too; `undefined` when there is no such user. */
  cart(userId: UserId): Promise<{ readonly cart: Cart; readonly products: readonly Product[] } | undefined>
  /** The user's orders, newest first, at most `limit`, only those before `before`. */
  orders(userId: UserId, limit: number, before: OrderId | undefined): Promise<readonly Order[]>
  /** `undefined` when it is not there or not this user's. */
  order(userId: UserId, id: OrderId): Promise<Order | undefined>
  userByEmail(email: string): Promise<User | undefined>
}
