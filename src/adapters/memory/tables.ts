import type { CartLine } from '../../domain/cart.ts'
import type { Order, OrderId } from '../../domain/order.ts'
import type { Product, ProductId } from '../../domain/product.ts'
import { sameUsername, type User, type UserId } from '../../domain/user.ts'
import { type Draft, draftOf } from './draft.ts'

/** What is committed; the second block finds the first by what must be unique, and by owner. */
export type Tables = {
  readonly users: Map<UserId, User>
  readonly products: Map<ProductId, Product>
  readonly carts: Map<UserId, readonly CartLine[]>
  readonly orders: Map<OrderId, Order>

  readonly userIdByEmail: Map<string, UserId>
  readonly userIdByUsername: Map<string, UserId>
  readonly productIdBySku: Map<string, ProductId>
  readonly orderIdByKey: Map<string, OrderId>
  readonly orderIdsOfUser: Map<UserId, readonly OrderId[]>
  /** The last number given to a user and to a product. */
  readonly lastId: Map<'user' | 'product', number>
}

export const emptyTables = (): Tables => ({
  users: new Map(),
  products: new Map(),
  carts: new Map(),
  orders: new Map(),
  userIdByEmail: new Map(),
  userIdByUsername: new Map(),
  productIdBySku: new Map(),
  orderIdByKey: new Map(),
  orderIdsOfUser: new Map(),
  lastId: new Map(),
})

export type Drafts = {
  readonly [T in keyof Tables]: Tables[T] extends Map<infer K, infer V> ? Draft<K, V> : never
}

export const draftsOf = (tables: Tables): Drafts => ({
  users: draftOf(tables.users),
  products: draftOf(tables.products),
  carts: draftOf(tables.carts),
  orders: draftOf(tables.orders),
  userIdByEmail: draftOf(tables.userIdByEmail),
  userIdByUsername: draftOf(tables.userIdByUsername),
  productIdBySku: draftOf(tables.productIdBySku),
  orderIdByKey: draftOf(tables.orderIdByKey),
  orderIdsOfUser: draftOf(tables.orderIdsOfUser),
  lastId: draftOf(tables.lastId),
})

export const nextId = (drafts: Drafts, of: 'user' | 'product'): number => {
  const id = (drafts.lastId.get(of) ?? 0) + 1
  drafts.lastId.set(of, id)
  return id
}

export const usernameKey = (user: { readonly username: string }): string => sameUsername(user.username)
