import { setTimeout } from 'node:timers/promises'
import type { Repositories, UnitOfWork } from '../../application/ports/store.ts'
import { Unavailable } from '../../application/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import { runUnit } from '../sql/unit-of-work.ts'
import type { MysqlPool, PooledConnection } from './connection.ts'
import { mysqlDialect } from './dialect.ts'
import { isConflict, isDuplicate, isLost, isRolledBack, isUncommitted, portError, reasonOf } from './errors.ts'

/** Long, because the outcome of a COMMIT that timed out is unknown. */
const COMMIT_TIMEOUT_MS = 30_000
const ROLLBACK_TIMEOUT_MS = 2_000
const LONGEST_PAUSE_MS = 500

/** A duplicate is the key that a concurrent transaction has added since the unit looked for it. */
const maxAttempts = (reason: unknown): number => {
  if (isRolledBack(reason)) return 8
  return [isConflict, isLost, isDuplicate].some((is) => is(reason)) ? 2 : 1
}

/** Retries `work` after a transaction that was certainly rolled back. */
export const mysqlUnitOfWork = (pool: MysqlPool, url: string, onRetry?: () => void): UnitOfWork => ({
  run: async (work) => {
    for (let attempts = 1; ; attempts++) {
      const { connection } = await pool.start((started) => started.command('BEGIN'))
      try {
        return await runOnce(connection, work)
      } catch (reason) {
        await rollBack(connection, reason)
        if (attempts >= maxAttempts(reason)) throw portError(reason, url)
      }
      onRetry?.()
      await setTimeout(Math.random() * Math.min(10 * 2 ** attempts, LONGEST_PAUSE_MS))
    }
  },
})

type Work<T> = (repositories: Repositories) => Promise<T>

const runOnce = async <T>(connection: PooledConnection, work: Work<T>): Promise<T> => {
  const result = await runUnit(connection, mysqlDialect, work)
  if (isErr(result)) {
    await rollBack(connection)
    return result
  }
  try {
    await connection.command('COMMIT', COMMIT_TIMEOUT_MS)
  } catch (reason) {
    if (isUncommitted(reason)) throw reason
    const message = `the answer to a COMMIT was lost: ${reasonOf(reason)}`
    throw new Unavailable(message, { outcome: 'unknown', cause: reason })
  }
  connection.release()
  return result
}

/** A connection whose transaction may still be open, or that still waits for an answer, is destroyed. */
const rollBack = async (connection: PooledConnection, reason?: unknown): Promise<void> => {
  if (reason instanceof Unavailable || isLost(reason)) return connection.destroy()
  try {
    await connection.command('ROLLBACK', ROLLBACK_TIMEOUT_MS)
    connection.release()
  } catch {
    connection.destroy()
  }
}
