import { ascending } from '../../application/ascending.ts'
import type { Repositories } from '../../application/ports/unit-of-work.ts'
import { purchaseKey } from '../../domain/placing.ts'
import type { Product } from '../../domain/product.ts'
import { err, ok } from '../../domain/result.ts'
import { type Drafts, nextId, usernameKey } from './tables.ts'

const users = (drafts: Drafts): Repositories['users'] => ({
  add: async (user) => {
    if (drafts.userIdByEmail.get(user.email) !== undefined) return err({ type: 'email_taken' })
    if (drafts.userIdByUsername.get(usernameKey(user)) !== undefined) return err({ type: 'username_taken' })
    const added = { id: nextId(drafts, 'user'), ...user }
    drafts.users.set(added.id, added)
    drafts.userIdByEmail.set(added.email, added.id)
    drafts.userIdByUsername.set(usernameKey(added), added.id)
    return ok(added)
  },
  lockByEmail: async (email) => {
    const id = drafts.userIdByEmail.get(email)
    return id === undefined ? undefined : drafts.users.get(id)
  },
  save: async (user) => {
    const before = drafts.users.get(user.id)
    if (!before) return
    drafts.userIdByEmail.delete(before.email)
    drafts.userIdByUsername.delete(usernameKey(before))
    drafts.users.set(user.id, user)
    drafts.userIdByEmail.set(user.email, user.id)
    drafts.userIdByUsername.set(usernameKey(user), user.id)
  },
  replaceHash: async (id, from, to) => {
    const user = drafts.users.get(id)
    if (user?.passwordHash !== from) return false
    drafts.users.set(id, { ...user, passwordHash: to })
    return true
  },
})

const products = (drafts: Drafts): Repositories['products'] => {
  const byIds = async (ids: readonly number[]) => ascending(ids).flatMap((id) => drafts.products.get(id) ?? [])

  /** Keeps a product under its id and its sku, as the tables' constraints would have it. */
  const keep = (product: Product) => {
    const { id, sku, stock } = product
    if (stock < 0) throw new Error(`product ${id} cannot have a stock of ${stock}`)
    const before = drafts.products.get(id)?.sku
    if (before !== undefined) drafts.productIdBySku.delete(before)
    if (sku !== undefined) {
      if (drafts.productIdBySku.get(sku) !== undefined) throw new Error(`sku ${sku} is taken`)
      drafts.productIdBySku.set(sku, id)
    }
    drafts.products.set(id, product)
  }

  return {
    byIds,
    lock: byIds,
    lockBySku: (skus) => byIds(skus.flatMap((sku) => drafts.productIdBySku.get(sku) ?? [])),
    add: async (added) => {
      for (const product of added) keep({ id: nextId(drafts, 'product'), ...product })
    },
    save: async (saved) => saved.forEach(keep),
  }
}

const carts = (drafts: Drafts): Repositories['carts'] => ({
  lock: async (userIds) =>
    ascending(userIds)
      .filter((userId) => drafts.users.get(userId) !== undefined)
      .map((userId) => ({ userId, lines: drafts.carts.get(userId) ?? [] })),
  save: async (saved) => {
    for (const cart of saved) drafts.carts.set(cart.userId, cart.lines)
  },
  clear: async (userIds) => {
    for (const userId of userIds) drafts.carts.set(userId, [])
  },
})

const orders = (drafts: Drafts): Repositories['orders'] => ({
  underKeys: async (keys) =>
    keys.flatMap((key) => {
      const id = drafts.orderIdByKey.get(purchaseKey(key))
      return (id === undefined ? undefined : drafts.orders.get(id)) ?? []
    }),
  lock: async (userId, id) => {
    const order = drafts.orders.get(id)
    return order?.userId === userId ? order : undefined
  },
  add: async (added) => {
    for (const order of added) {
      if (drafts.orders.get(order.id)) throw new Error(`order ${order.id} is there already`)
      if (drafts.orderIdByKey.get(purchaseKey(order)) !== undefined) throw new Error('the idempotency key is taken')
      drafts.orders.set(order.id, order)
      drafts.orderIdByKey.set(purchaseKey(order), order.id)
      drafts.orderIdsOfUser.set(order.userId, [...(drafts.orderIdsOfUser.get(order.userId) ?? []), order.id].sort())
    }
  },
  save: async (order) => {
    const kept = drafts.orders.get(order.id)
    if (kept) drafts.orders.set(order.id, { ...kept, status: order.status })
  },
})

export const memoryRepositories = (drafts: Drafts): Repositories => ({
  users: users(drafts),
  products: products(drafts),
  carts: carts(drafts),
  orders: orders(drafts),
})
