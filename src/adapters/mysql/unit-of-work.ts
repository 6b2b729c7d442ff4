import { setTimeout } from 'node:timers/promises'
import type { UnitOfWork } from '../../application/ports/store.ts'
import { Unavailable } from '../../application/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import { runUnit } from '../sql/unit-of-work.ts'
import type { MysqlPool, PooledConnection } from './connection.ts'
import { hasAnswered, isLost, isUncommitted, maxAttempts, mysqlDialect, portError, reasonOf } from './dialect.ts'

/** Long, because the outcome of a COMMIT that timed out is unknown. */
const COMMIT_TIMEOUT_MS = 30_000
const ROLLBACK_TIMEOUT_MS = 2_000
const LONGEST_PAUSE_MS = 500

/** Retries `work` after a transaction that was certainly rolled back. One autocommitted call needs no BEGIN and COMMIT. */
export const mysqlUnitOfWork = (pool: MysqlPool, url: string, onRetry?: () => void): UnitOfWork => ({
  run: async (work, { autocommit = false } = {}) => {
    for (let attempts = 1; ; attempts++) {
      const { connection } = await pool.start(async (started) => autocommit || started.command('BEGIN'))
      try {
        const result = await runUnit(connection, mysqlDialect, work)
        if (autocommit) connection.release()
        else if (isErr(result)) await rollBack(connection)
        else await commit(connection)
        return result
      } catch (reason) {
        await rollBack(connection, reason)
        const isUnknown = (reason instanceof Unavailable || isLost(reason)) && !hasAnswered(reason)
        if (autocommit && isUnknown) throw lost('a statement', reason)
        if (attempts >= maxAttempts(reason)) throw portError(reason, url)
      }
      onRetry?.()
      await setTimeout(Math.random() * Math.min(10 * 2 ** attempts, LONGEST_PAUSE_MS))
    }
  },
})

const lost = (what: string, cause: unknown): Unavailable =>
  new Unavailable(`the answer to ${what} was lost: ${reasonOf(cause)}`, { outcome: 'unknown', cause })

const commit = async (connection: PooledConnection): Promise<void> => {
  try {
    await connection.command('COMMIT', COMMIT_TIMEOUT_MS)
  } catch (cause) {
    if (isUncommitted(cause)) throw cause
    throw lost('a COMMIT', cause)
  }
  connection.release()
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
