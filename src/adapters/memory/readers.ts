import type { CatalogueQuery, PageEnd, Sorting } from '../../application/ports/products.ts'
import type { Readers } from '../../application/ports/store.ts'
import { nameKey, type Product } from '../../domain/catalogue/product.ts'
import { listed } from '../../domain/sales/order.ts'
import { compareText } from '../../domain/text.ts'
import { emailKey } from './repositories.ts'
import type { Tables } from './tables.ts'

type Compare = (a: PageEnd, b: PageEnd) => number

/** Folding a name costs more than all else in a comparison. */
const nameKeys = new WeakMap<PageEnd, string>()
const keyOf = (of: PageEnd): string => {
  const key = nameKeys.get(of) ?? nameKey(of.name)
  nameKeys.set(of, key)
  return key
}

const byId: Compare = (a, b) => a.id - b.id
const byName: Compare = (a, b) => compareText(keyOf(a), keyOf(b)) || byId(a, b)
const byPrice: Compare = (a, b) => a.price - b.price || byId(a, b)

const comparing = (sort: Sorting): Compare => {
  const by = sort === 'id' ? byId : sort.endsWith('name') ? byName : byPrice
  return sort.startsWith('-') ? (a, b) => by(b, a) : by
}

const matches = (product: Product, query: CatalogueQuery): boolean =>
  !product.archived &&
  (query.search === undefined || keyOf(product).includes(query.search)) &&
  (query.minPrice === undefined || product.price >= query.minPrice) &&
  (query.maxPrice === undefined || product.price <= query.maxPrice) &&
  (!query.inStock || product.stock > 0)

export const memoryReaders = (tables: Tables): Readers => ({
  users: {
    byEmail: async (email) => tables.users.get(tables.ids.get(emailKey(email)) ?? 0),
    byId: async (id) => tables.users.get(id),
  },
  catalogue: {
    page: async (query) => {
      const compare = comparing(query.sort)
      const { after } = query
      return [...tables.products.values()]
        .filter((product) => matches(product, query) && (after === undefined || compare(product, after) > 0))
        .sort(compare)
        .slice(0, query.limit)
    },
    product: async (id) => [tables.products.get(id)].find((product) => product?.archived === false),
  },
  carts: {
    byUser: async (userId) => {
      if (!tables.users.has(userId)) return undefined
      const lines = tables.carts.get(userId) ?? []
      return { cart: { userId, lines }, products: lines.flatMap((line) => tables.products.get(line.productId) ?? []) }
    },
  },
  orders: {
    page: async (userId, limit, before) =>
      (tables.orderIdsOfUser.get(userId) ?? [])
        .filter((id) => before === undefined || id < before)
        .reverse()
        .slice(0, limit)
        .flatMap((id) => tables.orders.get(id) ?? [])
        .map(listed),
    byId: async (userId, id) => [tables.orders.get(id)].find((order) => order?.userId === userId),
  },
})
