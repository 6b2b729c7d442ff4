import type { Attempts } from '../../domain/accounts/throttling.ts'

export type AttemptRepository = {
  /** Locks these keys until the unit ends; `NO_ATTEMPTS` where none was kept. */
  lock(keys: readonly string[]): Promise<ReadonlyMap<string, Attempts>>
  /** Saves the attempts of locked keys. */
  save(attempts: ReadonlyMap<string, Attempts>): Promise<void>
  /** Deletes at most `limit` that have expired; called again and again, all of them. */
  deleteExpired(before: number, limit: number): Promise<void>
}
