import type { Repositories } from '../../application/ports/store.ts'
import type { Session } from '../../domain/accounts/session.ts'
import { emailKey, type NewUser, type UserId } from '../../domain/accounts/user.ts'
import { usernameKey } from '../../domain/accounts/username.ts'
import type { Product } from '../../domain/catalogue/product.ts'
import { err, ok } from '../../domain/result.ts'
import { purchaseKey } from '../../domain/sales/placing.ts'
import { type Drafts, fail, type Unit } from './tables.ts'

const ascending = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b)

export const byEmail = (email: string): string => `email ${emailKey(email)}`
const byUsername = (username: string): string => `username ${usernameKey(username)}`
const bySku = (sku: string): string => `sku ${sku}`

const nextId = ({ ids }: Drafts, of: 'user' | 'product'): number => {
  const id = (ids.get(`last ${of}`) ?? 0) + 1
  ids.set(`last ${of}`, id)
  return id
}

const users = (drafts: Drafts): Repositories['users'] => {
  const refusalOf = ({ email, username }: NewUser, id?: UserId) => {
    const isTaken = (key: string): boolean => ![undefined, id].includes(drafts.ids.get(key))
    if (isTaken(byEmail(email))) return err({ type: 'email_taken' } as const)
    return isTaken(byUsername(username)) ? err({ type: 'username_taken' } as const) : undefined
  }
  const setKeys = ({ email, username }: NewUser, id: UserId | undefined): void => {
    for (const key of [byEmail(email), byUsername(username)]) drafts.ids.set(key, id)
  }
  return {
    add: async (user) => {
      const refusal = refusalOf(user)
      if (refusal) return refusal
      const added = { id: nextId(drafts, 'user'), ...user }
      drafts.users.set(added.id, added)
      setKeys(added, added.id)
      return ok(added)
    },
    lock: async (id) => drafts.users.get(id),
    lockByEmail: async (email) => drafts.users.get(drafts.ids.get(byEmail(email)) ?? 0),
    save: async (user) => {
      const { email, username } = drafts.users.get(user.id) ?? user
      drafts.users.set(user.id, { ...user, email, username })
    },
    setPassword: async ({ id, passwordHash, mustChangePassword }, from) => {
      const user = drafts.users.get(id)
      if (user?.passwordHash !== from) return false
      drafts.users.set(id, { ...user, passwordHash, mustChangePassword })
      return true
    },
    rename: async (id, { email, username }) => {
      const user = drafts.users.get(id)
      if (!user) return ok(undefined)
      const renamed = { ...user, email: email ?? user.email, username: username ?? user.username }
      const refusal = refusalOf(renamed, id)
      if (refusal) return refusal
      setKeys(user, undefined)
      setKeys(renamed, id)
      return ok(drafts.users.set(id, renamed))
    },
  }
}

const sessions = (drafts: Drafts, unit: Unit): Repositories['sessions'] => {
  const openOf = (userId: UserId): readonly Session[] => drafts.sessions.get(userId) ?? []
  const keep = (session: Session, others: readonly Session[]): void => {
    drafts.sessions.set(session.userId, [...others, session])
    drafts.refreshTokens.set(session.tokenHash, { session, used: undefined })
  }
  return {
    open: async (session, { passwordHash, role }) => {
      const { id, tokenHash, userId } = session
      const user = drafts.users.get(userId)
      if (user?.passwordHash !== passwordHash || user.role !== role || user.disabled) return false
      const open = openOf(session.userId)
      const isTaken = drafts.refreshTokens.get(tokenHash) ?? open.find((each) => each.id === id)
      if (isTaken) fail(unit, `the session ${id} or its token is there already`)
      keep(session, open)
      return true
    },
    byToken: async (hash) => {
      const token = drafts.refreshTokens.get(hash)
      const session = token && openOf(token.session.userId).find(({ id }) => id === token.session.id)
      return session && { session, used: token?.used }
    },
    rotate: async (session, used) => {
      const open = openOf(session.userId)
      if (!open.some(({ id, tokenHash }) => id === session.id && tokenHash === used.hash)) return false
      keep(
        session,
        open.filter(({ id }) => id !== session.id),
      )
      drafts.refreshTokens.set(used.hash, { session, used })
      return true
    },
    deleteExpired: async (userId, before) => {
      drafts.sessions.set(
        userId,
        openOf(userId).filter(({ expiresAt }) => expiresAt >= before),
      )
    },
    end: async (userId, at, { only, except } = {}) => {
      const open = openOf(userId)
      const ended = open.filter(({ id }) => (only === undefined ? id !== except : id === only))
      drafts.sessions.set(
        userId,
        open.filter((session) => !ended.includes(session)),
      )
      for (const { id } of ended) drafts.sessionEnds.set(id, at)
      return ended.length
    },
  }
}

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

  return {
    byIds,
    lock: byIds,
    lockBySku: async (skus) => byIds(skus.flatMap((sku) => drafts.ids.get(bySku(sku)) ?? [])),
    add: async (added) => {
      for (const product of added) keep({ id: nextId(drafts, 'product'), ...product })
    },
    save: async (saved) => saved.forEach(keep),
    saveStock: async (saved) => {
      for (const { id, stock } of saved) {
        const product = drafts.products.get(id)
        if (product) keep({ ...product, stock })
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
      for (const { userId, productId, quantity } of lines) {
        const all = [...linesBeside(userId, productId), { productId, quantity }]
        const sorted = all.sort((a, b) => a.productId - b.productId)
        drafts.carts.set(userId, sorted)
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
  lock: async (userId, id) => [drafts.orders.get(id)].find((order) => order?.userId === userId),
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
    if (kept) drafts.orders.set(order.id, { ...kept, status: order.status })
  },
})

export const memoryRepositories = (drafts: Drafts, unit: Unit): Repositories => ({
  users: users(drafts),
  sessions: sessions(drafts, unit),
  products: products(drafts, unit),
  carts: carts(drafts),
  orders: orders(drafts, unit),
})
