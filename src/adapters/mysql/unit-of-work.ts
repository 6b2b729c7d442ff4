import { setTimeout } from 'node:timers/promises'
import type { UnitOfWork } from '../../application/ports/store.ts'
import { Unavailable } from '../../application/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import { runUnit } from '../sql/unit-of-work.ts'
import type { MysqlPool, PooledConnection } from './connection.ts'
import { isLost, isUncommitted, maxAttempts, mysqlDialect, portError, reasonOf } from './dialect.ts'

/** Long, because the outcome of a COMMIT that timed out is unknown. */
const COMMIT_TIMEOUT_MS = 30_000
const ROLLBACK_TIMEOUT_MS = 2_000
const LONGEST_PAUSE_MS = 500

/** Retries `work` after a transaction that was certainly rolled back. */
export const mysqlUnitOfWork = (pool: MysqlPool, url: string, onRetry?: () => void): UnitOfWork => ({
  run: async (work) => {
    for (let attempts = 1; ; attempts++) {
      const { connection } = await pool.start((started) => started.command('BEGIN'))
      try {
        const result = await runUnit(connection, mysqlDialect, work)
        if (isErr(result)) await rollBack(connection)
        else await commit(connection)
        return result
      } catch (reason) {
        await rollBack(connection, reason)
        if (attempts >= maxAttempts(reason)) throw portError(reason, url)
      }
      onRetry?.()
      await setTimeout(Math.random() * Math.min(10 * 2 ** attempts, LONGEST_PAUSE_MS))
    }
  },
})

const commit = async (connection: PooledConnection): Promise<void> => {
  try {
    await connection.command('COMMIT', COMMIT_TIMEOUT_MS)
  } catch (cause) {
    if (isUncommitted(cause)) throw cause
    throw new Unavailable(`the answer to a COMMIT was lost: ${reasonOf(cause)}`, { outcome: 'unknown', cause })
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
