import type { CatalogueQuery, PageEnd, Queries, Sort } from '../../application/ports/queries.ts'
import { nameKey, type Product } from '../../domain/product.ts'
import { compareText } from '../../domain/text.ts'
import type { Tables } from './tables.ts'

type Compare = (a: PageEnd, b: PageEnd) => number

const byId: Compare = (a, b) => a.id - b.id
const byName: Compare = (a, b) => compareText(nameKey(a.name), nameKey(b.name)) || byId(a, b)
const byPrice: Compare = (a, b) => a.price - b.price || byId(a, b)

const orders: Readonly<Record<Sort, Compare>> = {
  id: byId,
  name: byName,
  '-name': (a, b) => byName(b, a),
  price: byPrice,
  '-price': (a, b) => byPrice(b, a),
}

const matches = (product: Product, query: CatalogueQuery): boolean =>
  !product.archived &&
  (query.search === undefined || nameKey(product.name).includes(query.search)) &&
  (query.minPrice === undefined || product.price >= query.minPrice) &&
  (query.maxPrice === undefined || product.price <= query.maxPrice) &&
  (!query.inStock || product.stock > 0)

export const memoryQueries = (tables: Tables): Queries => ({
  products: async (query) => {
    const compare = orders[query.sort]
    const { after } = query
    return [...tables.products.values()]
      .filter((product) => matches(product, query) && (after === undefined || compare(product, after) > 0))
      .sort(compare)
      .slice(0, query.limit)
  },
  product: async (id) => {
    const product = tables.products.get(id)
    return product?.archived ? undefined : product
  },
  cart: async (userId) => {
    if (!tables.users.has(userId)) return undefined
    const lines = tables.carts.get(userId) ?? []
    return { cart: { userId, lines }, products: lines.flatMap((line) => tables.products.get(line.productId) ?? []) }
  },
  orders: async (userId, limit, before) =>
    (tables.orderIdsOfUser.get(userId) ?? [])
      .filter((id) => before === undefined || id < before)
      .reverse()
      .slice(0, limit)
      .flatMap((id) => tables.orders.get(id) ?? []),
  order: async (userId, id) => {
    const order = tables.orders.get(id)
    return order?.userId === userId ? order : undefined
  },
  userByEmail: async (email) => {
    const id = tables.userIdByEmail.get(email)
    return id === undefined ? undefined : tables.users.get(id)
  },
})
