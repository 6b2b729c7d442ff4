import { setTimeout } from 'node:timers/promises'
import type { Repositories, UnitOfWork } from '../../application/ports/store.ts'
import { Unavailable } from '../../application/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import { runUnit } from '../sql/unit-of-work.ts'
import type { MysqlPool, PooledConnection } from './connection.ts'
import { mysqlDialect } from './dialect.ts'
import * as errors from './errors.ts'

/** Long, because the outcome of a COMMIT that timed out is unknown. */
const COMMIT_TIMEOUT_MS = 30_000
const ROLLBACK_TIMEOUT_MS = 2_000

/** The result, or why the transaction was rolled back. */
type Attempt<T> = { readonly result: T } | { readonly rolledBackBy: unknown }

/** Lock timeouts, lost connections and duplicates are retried once. */
const maxAttempts = (reason: unknown): number => (errors.isRolledBack(reason) ? 8 : 2)
const LONGEST_PAUSE_MS = 500

/** Retries `work` after a transaction that was certainly rolled back. */
export const mysqlUnitOfWork = (pool: MysqlPool, url: string, onRetry?: () => void): UnitOfWork => ({
  run: async (work) => {
    for (let attempts = 1; ; attempts++) {
      const attempt = await runOnce(pool, work)
      if ('result' in attempt) return attempt.result
      const { rolledBackBy: reason } = attempt
      if (attempts >= maxAttempts(reason)) {
        if (errors.isDuplicate(reason)) throw reason
        if (errors.isLost(reason)) throw errors.unavailable(reason, url)
        throw errors.lockConflict(reason)
      }
      onRetry?.()
      await setTimeout(Math.random() * Math.min(10 * 2 ** attempts, LONGEST_PAUSE_MS))
    }
  },
})

const runOnce = async <T>(pool: MysqlPool, work: (repositories: Repositories) => Promise<T>): Promise<Attempt<T>> => {
  const { connection } = await pool.start((started) => started.command('BEGIN'))
  let result: T
  try {
    result = await runUnit(connection, mysqlDialect, work)
  } catch (reason) {
    await rollBack(connection, reason)
    const { isConflict, isLost, isDuplicate } = errors
    // A concurrent transaction has added the key since the unit looked for it.
    if ([isConflict, isLost, isDuplicate].some((is) => is(reason))) return { rolledBackBy: reason }
    throw reason
  }
  if (isErr(result)) {
    await rollBack(connection)
    return { result }
  }
  try {
    await connection.command('COMMIT', COMMIT_TIMEOUT_MS)
  } catch (reason) {
    if (errors.isRolledBack(reason) || errors.failedBeforeSend(reason)) {
      await rollBack(connection, reason)
      return { rolledBackBy: reason }
    }
    connection.destroy()
    const message = `the answer to a COMMIT was lost: ${errors.reasonOf(reason)}`
    throw new Unavailable(message, { outcome: 'unknown', cause: reason })
  }
  connection.release()
  return { result }
}

/** A connection whose transaction may still be open is destroyed. */
const rollBack = async (connection: PooledConnection, reason?: unknown): Promise<void> => {
  if (errors.isUnusable(reason)) return connection.destroy()
  try {
    await connection.command('ROLLBACK', ROLLBACK_TIMEOUT_MS)
    connection.release()
  } catch {
    connection.destroy()
  }
}
