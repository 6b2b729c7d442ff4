import type { UsedToken } from '../../application/ports/accounts.ts'
import type { KeptAuditEntry } from '../../application/ports/audit.ts'
import type { KeptStockChange } from '../../application/ports/products.ts'
import type { Session, SessionId } from '../../domain/accounts/session.ts'
import type { Attempts } from '../../domain/accounts/throttling.ts'
import type { User, UserId } from '../../domain/accounts/user.ts'
import type { Product, ProductId } from '../../domain/catalogue/product.ts'
import type { CartLine } from '../../domain/sales/cart.ts'
import type { Order, OrderId } from '../../domain/sales/order.ts'

/** The keys of a Map, again and again, also those that are added meanwhile; `undefined` after each round. */
export function* keyRounds<K>(map: ReadonlyMap<K, unknown>): Generator<K | undefined, never> {
  for (;;) {
    yield* map.keys()
    yield undefined
  }
}

/** A change of stock and the one before it. */
type StockEntry = { readonly change: KeptStockChange; readonly before: StockEntry | undefined }

export const emptyTables = () => ({
  users: new Map<UserId, User>(),
  /** The open ones. */
  sessions: new Map<UserId, readonly Session[]>(),
  sessionEnds: new Map<SessionId, number>(),
  /** By hash. */
  refreshTokens: new Map<string, { readonly session: Session; readonly used: UsedToken | undefined }>(),
  attempts: new Map<string, Attempts>(),
  products: new Map<ProductId, Product>(),
  /** The last of each product. */
  stockChanges: new Map<ProductId, StockEntry>(),
  carts: new Map<UserId, readonly CartLine[]>(),
  audit: new Map<number, KeptAuditEntry>(),
  orders: new Map<OrderId, Order>(),
  /** By `email …`, `username …` and `sku …`; also `last user` and `last product`. */
  ids: new Map<string, number>(),
  orderIdByKey: new Map<string, OrderId>(),
  orderIdsOfUser: new Map<UserId, readonly OrderId[]>(),
})

export type Tables = ReturnType<typeof emptyTables>

/** `end` is set when the unit is over, or when a call in it failed. */
export type Unit = { end: { readonly reason: unknown } | undefined }

/** Fails the unit, so that nothing is kept even if the caller catches the error. */
export const fail = (unit: Unit, message: string): never => {
  const reason = new Error(message)
  unit.end ??= { reason }
  throw reason
}

/** A Map as one unit sees it: its changes are kept at `commit`, and refused after its end. */
const draftOf = <K, V>(committed: Map<K, V>, unit: Unit) => {
  const changed = new Map<K, V | undefined>()
  const assertOpen = (): void => {
    if (unit.end) throw unit.end.reason
  }
  return {
    get: (key: K): V | undefined => {
      assertOpen()
      return changed.has(key) ? changed.get(key) : committed.get(key)
    },
    values: (): readonly V[] => {
      assertOpen()
      return [...new Map<K, V | undefined>([...committed, ...changed]).values()].filter((value) => value !== undefined)
    },
    /** `undefined` deletes. */
    set: (key: K, value: V | undefined): void => {
      assertOpen()
      changed.set(key, value)
    },
    commit: () => {
      for (const [key, value] of changed) {
        if (value === undefined) committed.delete(key)
        else committed.set(key, value)
      }
    },
  }
}

export const draftsOf = (tables: Tables, unit: Unit) => ({
  users: draftOf(tables.users, unit),
  sessions: draftOf(tables.sessions, unit),
  sessionEnds: draftOf(tables.sessionEnds, unit),
  refreshTokens: draftOf(tables.refreshTokens, unit),
  attempts: draftOf(tables.attempts, unit),
  products: draftOf(tables.products, unit),
  stockChanges: draftOf(tables.stockChanges, unit),
  carts: draftOf(tables.carts, unit),
  audit: draftOf(tables.audit, unit),
  orders: draftOf(tables.orders, unit),
  ids: draftOf(tables.ids, unit),
  orderIdByKey: draftOf(tables.orderIdByKey, unit),
  orderIdsOfUser: draftOf(tables.orderIdsOfUser, unit),
})

export type Drafts = ReturnType<typeof draftsOf>

export const nextId = ({ ids }: Drafts, of: 'user' | 'product' | 'stock change' | 'audit entry'): number => {
  const id = (ids.get(`last ${of}`) ?? 0) + 1
  ids.set(`last ${of}`, id)
  return id
}
