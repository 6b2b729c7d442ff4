import type { SessionReader, SessionRepository, UserReader, UserRepository } from './accounts.ts'
import type { AttemptRepository } from './attempts.ts'
import type { AuditReader, AuditRepository } from './audit.ts'
import type { CatalogueReader, ProductRepository, StockReader } from './products.ts'
import type { CartReader, CartRepository, OrderReader, OrderRepository, SalesReader } from './sales.ts'

export type Repositories = {
  readonly users: UserRepository
  readonly sessions: SessionRepository
  readonly attempts: AttemptRepository
  readonly products: ProductRepository
  readonly carts: CartRepository
  readonly orders: OrderRepository
  readonly audit: AuditRepository
}

/** Queries; each result is a consistent snapshot. */
export type Readers = {
  readonly users: UserReader
  readonly sessions: SessionReader
  readonly catalogue: CatalogueReader
  readonly stock: StockReader
  readonly carts: CartReader
  readonly orders: OrderReader
  readonly sales: SalesReader
  readonly audit: AuditReader
}

/**
 * Everything inside `work` happens, or none of it: a returned `err` rolls back exactly as a throw does. `work` may be run
 * again (a deadlock), so it has no effect but through the repositories; these refuse use after the end of their unit. A
 * failed call ends the unit, even if `work` catches it. Throws `Unavailable` when the store cannot do it.
 * Lock order: an order, or carts by user id, which are the users; then sessions or products by id; so that no two units
 * deadlock, but for those that lock all administrators.
 */
export type UnitOfWork = {
  run<T>(work: (repositories: Repositories) => Promise<T>, options?: UnitOptions): Promise<T>
}

export type UnitOptions = {
  /** The work makes one call, outside a transaction, and is not durable. */
  readonly autocommit?: boolean
  /** False: a power cut may undo it. */
  readonly durable?: boolean
}

export type Store = {
  readonly unitOfWork: UnitOfWork
  readonly readers: Readers
  /** Throws unless the store answers and its migrations are in place. */
  ready(): Promise<void>
  /** Waits for what is running, then closes every connection and file. */
  close(): Promise<void>
}
