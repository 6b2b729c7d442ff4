import type { Repositories } from '../../application/ports/store.ts'
import type { NewProduct, Product } from '../../domain/catalogue/product.ts'
import { purchaseKey } from '../../domain/sales/placing.ts'
import { attempts, sessions, users } from './accounts.ts'
import { type Drafts, fail, nextId, type Unit } from './tables.ts'

const ascending = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b)

const bySku = (sku: string): string => `sku ${sku}`

const products = (drafts: Drafts, unit: Unit): Repositories['products'] => {
  const byIds = async (ids: readonly number[]) => ascending(ids).flatMap((id) => drafts.products.get(id) ?? [])

  /** Enforces what constraints enforce in SQL. */
  const keep = (product: Product): void => {
    const { id, sku, stock } = product
    if (stock < 0) fail(unit, `product ${id} cannot have a stock of ${stock}`)
    const before = drafts.products.get(id)?.sku
    if (before !== undefined) drafts.ids.set(bySku(before), undefined)
    if (sku !== undefined) {
      if (drafts.ids.get(bySku(sku)) !== undefined) fail(unit, `sku ${sku} is taken`)
      drafts.ids.set(bySku(sku), id)
    }
    drafts.products.set(id, product)
  }
  const create = (product: NewProduct): Product => {
    const created = { id: nextId(drafts, 'product'), version: 1, ...product, stock: 0 }
    keep(created)
    return created
  }

  return {
    byIds,
    lock: byIds,
    idBySku: async (sku) => drafts.ids.get(bySku(sku)),
    lockBySku: async (skus) => byIds(skus.flatMap((sku) => drafts.ids.get(bySku(sku)) ?? [])),
    create: async (product) => create(product),
    add: async (added) => added.forEach(create),
    save: async (saved) => {
      for (const product of saved) keep({ ...product, stock: drafts.products.get(product.id)?.stock ?? 0 })
    },
    changeStock: async (changes) => {
      for (const change of changes) {
        const product = drafts.products.get(change.productId)
        if (!product) fail(unit, `there is no product ${change.productId}`)
        else keep({ ...product, stock: change.stockAfter })
        const before = drafts.stockChanges.get(change.productId)
        const { orderId, userId, note } = change
        const kept = { ...change, orderId, userId, note, id: nextId(drafts, 'stock change') }
        drafts.stockChanges.set(change.productId, { change: kept, before })
      }
    },
  }
}

const carts = (drafts: Drafts): Repositories['carts'] => {
  const linesBeside = (userId: number, productId: number) =>
    (drafts.carts.get(userId) ?? []).filter((line) => line.productId !== productId)
  return {
    lock: async (userIds) =>
      ascending(userIds)
        .filter((userId) => drafts.users.get(userId) !== undefined)
        .map((userId) => ({ userId, lines: drafts.carts.get(userId) ?? [] })),
    saveLines: async (lines) => {
      for (const { userId, ...line } of lines) {
        const [present = line] = (drafts.carts.get(userId) ?? []).filter((each) => each.productId === line.productId)
        const all = [...linesBeside(userId, line.productId), { ...present, quantity: line.quantity }]
        drafts.carts.set(
          userId,
          all.sort((a, b) => a.productId - b.productId),
        )
      }
    },
    removeLine: async (userId, productId) => drafts.carts.set(userId, linesBeside(userId, productId)),
    clear: async (userIds) => {
      for (const userId of userIds) drafts.carts.set(userId, [])
    },
  }
}

const orders = (drafts: Drafts, unit: Unit): Repositories['orders'] => ({
  byIdempotencyKeys: async (keys) =>
    keys.flatMap((key) => drafts.orders.get(drafts.orderIdByKey.get(purchaseKey(key)) ?? '') ?? []),
  lock: async (id) => drafts.orders.get(id),
  add: async (added) => {
    for (const order of added) {
      if (drafts.orders.get(order.id)) fail(unit, `order ${order.id} is there already`)
      if (drafts.orderIdByKey.get(purchaseKey(order)) !== undefined) fail(unit, 'the idempotency key is taken')
      drafts.orders.set(order.id, order)
      drafts.orderIdByKey.set(purchaseKey(order), order.id)
      drafts.orderIdsOfUser.set(order.userId, [...(drafts.orderIdsOfUser.get(order.userId) ?? []), order.id].sort())
    }
  },
  save: async (order) => {
    const kept = drafts.orders.get(order.id)
    if (kept) drafts.orders.set(order.id, { ...kept, status: order.status, steps: order.steps })
  },
  forget: async (userId) => {
    for (const id of drafts.orderIdsOfUser.get(userId) ?? []) {
      const order = drafts.orders.get(id)
      if (order) drafts.orders.set(id, { ...order, shipTo: undefined, note: undefined })
    }
  },
})

type AttemptKeys = Parameters<typeof attempts>[1]

export const memoryRepositories = (drafts: Drafts, unit: Unit, attemptKeys: AttemptKeys): Repositories => ({
  users: users(drafts),
  sessions: sessions(drafts, unit),
  attempts: attempts(drafts, attemptKeys),
  products: products(drafts, unit),
  carts: carts(drafts),
  orders: orders(drafts, unit),
  audit: {
    add: async (entry) => {
      const id = nextId(drafts, 'audit entry')
      drafts.audit.set(id, { ...entry, id })
    },
  },
})
