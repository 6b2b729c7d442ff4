import type { Queries } from './queries.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** One place where the shop is kept: what changes it, what reads it, and what an operator asks of it. */
export type Store = {
  readonly unitOfWork: UnitOfWork
  readonly queries: Queries
  /** Brings the tables up to date, one process at a time; answers the names of the migrations it applied. */
  migrate(): Promise<readonly string[]>
  /** Throws, with the reason, unless the store answers and its migrations are in place. */
  ready(): Promise<void>
  /** Waits for what is running, then lets go of every connection and file. */
  close(): Promise<void>
}
