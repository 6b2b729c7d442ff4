import { serialQueue } from '../../application/limited.ts'
import { MAX_LISTED_SESSIONS } from '../../application/ports/accounts.ts'
import type { CatalogueQuery, KeptStockChange, PageEnd, Sorting } from '../../application/ports/products.ts'
import type { OrderEnd } from '../../application/ports/sales.ts'
import type { Readers, Store } from '../../application/ports/store.ts'
import { emailKey, type User } from '../../domain/accounts/user.ts'
import { usernameKey } from '../../domain/accounts/username.ts'
import { nameKey, type Product, searchKey } from '../../domain/catalogue/product.ts'
import { sum } from '../../domain/money.ts'
import { isErr } from '../../domain/result.ts'
import { lineTotal, listed, type Order } from '../../domain/sales/order.ts'
import { saleOf } from '../../domain/sales/report.ts'
import { compareText } from '../../domain/text.ts'
import { byEmail } from './accounts.ts'
import { memoryRepositories } from './repositories.ts'
import { draftsOf, emptyTables, keyRounds, type Tables, type Unit } from './tables.ts'

type Compare = (a: PageEnd, b: PageEnd) => number

/** Made once for each: folding costs more than all else in a comparison. */
const kept = <Of extends object>(keyOf: (of: Of) => string) => {
  const keys = new WeakMap<Of, string>()
  return (of: Of): string => {
    const key = keys.get(of) ?? keyOf(of)
    keys.set(of, key)
    return key
  }
}
const sortedBy = kept((of: PageEnd) => nameKey(of.name))
const searched = kept(searchKey)

const byId: Compare = (a, b) => a.id - b.id
const byName: Compare = (a, b) => compareText(sortedBy(a), sortedBy(b)) || byId(a, b)
const byPrice: Compare = (a, b) => a.price - b.price || byId(a, b)

const comparing = (sort: Sorting): Compare => {
  const by = sort === 'id' ? byId : sort.endsWith('name') ? byName : byPrice
  return sort.startsWith('-') ? (a, b) => by(b, a) : by
}

const matches = (product: Product, query: CatalogueQuery): boolean =>
  product.archived === (query.archived ?? product.archived) &&
  query.words.every((word) => searched(product).includes(word)) &&
  (query.minPrice === undefined || product.price >= query.minPrice) &&
  (query.maxPrice === undefined || product.price <= query.maxPrice) &&
  (!query.inStock || product.stock > 0)

const laterThan = (a: OrderEnd, b: OrderEnd): boolean =>
  a.placedAt > b.placedAt || (a.placedAt === b.placedAt && a.id > b.id)
const isWithin = ({ placedAt }: OrderEnd, from: number, to: number): boolean => placedAt >= from && placedAt < to
const byTime = (tables: Tables): readonly Order[] =>
  [...tables.orders.values()].sort((a, b) => (laterThan(a, b) ? 1 : -1))

const isFound = (text: string, { email, username }: User): boolean =>
  emailKey(email).includes(emailKey(text)) || usernameKey(username).includes(usernameKey(text))

const memoryReaders = (tables: Tables): Readers => ({
  users: {
    byEmail: async (email) => tables.users.get(tables.ids.get(byEmail(email)) ?? 0),
    byId: async (id) => tables.users.get(id),
    byIds: async (ids) => ids.flatMap((id) => tables.users.get(id) ?? []),
    page: async ({ text, role, disabled, limit, after = 0 }) =>
      [...tables.users.values()]
        .filter((user) => user.id > after && user.role === (role ?? user.role))
        .filter((user) => user.disabled === (disabled ?? user.disabled) && (text === undefined || isFound(text, user)))
        .slice(0, limit),
    withDigest: async (after, limit) =>
      [...tables.users.values()]
        .filter(({ id, passwordHash }) => id > after && passwordHash.length === 64)
        .slice(0, limit),
  },
  sessions: {
    ofUser: async (userId, at, only) => {
      const open = (tables.sessions.get(userId) ?? []).filter(
        ({ id, expiresAt }) => expiresAt > at && id === (only ?? id),
      )
      return open.sort((a, b) => b.lastUsedAt - a.lastUsedAt).slice(0, MAX_LISTED_SESSIONS)
    },
    endedSince: async (time) => [...tables.sessionEnds].filter(([, at]) => at >= time),
  },
  catalogue: {
    page: async (query) => {
      const compare = comparing(query.sort)
      return [...tables.products.values()]
        .filter((product) => matches(product, query) && (!query.after || compare(product, query.after) > 0))
        .sort(compare)
        .slice(0, query.limit)
    },
    product: async (id) => tables.products.get(id),
  },
  stock: {
    page: async (productId, limit, before = Number.POSITIVE_INFINITY) => {
      if (!tables.products.has(productId)) return undefined
      const page: KeptStockChange[] = []
      for (let entry = tables.stockChanges.get(productId); entry && page.length < limit; entry = entry.before) {
        if (entry.change.id < before) page.push(entry.change)
      }
      return page
    },
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
    byId: async (id) => tables.orders.get(id),
    list: async ({ status, userId, from, to, limit, before }) =>
      byTime(tables)
        .toReversed()
        .filter((order) => order.status === (status ?? order.status) && order.userId === (userId ?? order.userId))
        .filter((order) => isWithin(order, from, to) && (!before || laterThan(before, order)))
        .slice(0, limit)
        .map(listed),
  },
  sales: {
    page: async ({ from, to, limit, after }) =>
      byTime(tables)
        .filter((order) => isWithin(order, from, to) && (!after || laterThan(order, after)))
        .slice(0, limit)
        .map(saleOf),
    ofProducts: async (ids) => {
      const lines = ids.flatMap((id) => tables.orders.get(id)?.lines ?? [])
      return [...Map.groupBy(lines, ({ productId }) => productId)].map(([productId, sold]) => ({
        productId,
        name: tables.products.get(productId)?.name ?? '',
        orders: sold.length,
        units: sold.reduce((units, { quantity }) => units + quantity, 0),
        total: sum(sold.map(lineTotal)),
      }))
    },
  },
  audit: {
    page: async (limit, before = Number.POSITIVE_INFINITY) =>
      [...tables.audit.values()]
        .filter(({ id }) => id < before)
        .reverse()
        .slice(0, limit),
  },
})

/** For tests, and for shops that may lose everything. Units of work run one by one. */
export const memoryStore = (): Store => {
  const tables = emptyTables()
  const attemptKeys = keyRounds(tables.attempts)
  const enqueue = serialQueue()
  return {
    unitOfWork: {
      run: (work) =>
        enqueue(async () => {
          const unit: Unit = { end: undefined }
          const drafts = draftsOf(tables, unit)
          try {
            const result = await work(memoryRepositories(drafts, unit, attemptKeys))
            if (unit.end) throw unit.end.reason
            if (!isErr(result)) for (const draft of Object.values(drafts)) draft.commit()
            return result
          } finally {
            unit.end ??= { reason: new Error('the unit of work has ended') }
          }
        }),
    },
    readers: memoryReaders(tables),
    ready: async () => undefined,
    close: () => enqueue(async () => undefined),
  }
}
