import { clearInterval, setInterval } from 'node:timers'
import { setTimeout } from 'node:timers/promises'
import { Unavailable } from '../../application/unavailable.ts'
import type { Executor } from '../sql/executor.ts'
import { applyMigrations, type Migrated, type Migration, readState } from '../sql/migrations.ts'
import { circuitBreaker } from './circuit-breaker.ts'
import { probing } from './connect.ts'
import { withExecutor } from './connection.ts'
import { isConflict, isDuplicate, mysqlDialect, originOf } from './dialect.ts'

/** For another process that is migrating. */
const WAIT_MS = 60_000
const LONGEST_PAUSE_MS = 500
/** So long an interrupted migration keeps others waiting. */
const LEASE_S = 30
/** A statement may rebuild a table. */
const TIMEOUTS = { connectMs: 3_000, statementMs: 3_600_000 }
/** A server that rebuilds a table may be slow to greet. */
const PROBE_AFTER_MS = 10_000

const createLease = `CREATE TABLE IF NOT EXISTS migration_lease (
  id INT NOT NULL PRIMARY KEY,
  holder CHAR(36) NOT NULL,
  expires_at DATETIME(3) NOT NULL
) ENGINE = InnoDB`
const expiry = `UTC_TIMESTAMP(3) + INTERVAL ${LEASE_S} SECOND`

const LOST = new Error('another process has taken over the migration')

/** DDL commits by itself: a lease keeps others out, in a row because GET_LOCK is local to one server of a cluster. */
const underLease = async <T>(lease: Executor, executor: Executor, work: (held: Executor) => Promise<T>): Promise<T> => {
  const holder = crypto.randomUUID()
  const renew = async () => {
    const update = `UPDATE migration_lease SET expires_at = ${expiry} WHERE id = 1 AND holder = ?`
    if ((await lease.run(update, [holder])).changes === 0) throw LOST
  }
  await lease.run('DELETE FROM migration_lease WHERE id = 1 AND expires_at < UTC_TIMESTAMP(3)')
  await lease.run(`INSERT INTO migration_lease (id, holder, expires_at) VALUES (1, ?, ${expiry})`, [holder])
  const timer = setInterval(() => renew().catch(() => undefined), (LEASE_S * 1_000) / 3)
  try {
    return await work({ ...executor, run: (sql, values) => renew().then(() => executor.run(sql, values)) })
  } finally {
    clearInterval(timer)
    await lease.run('DELETE FROM migration_lease WHERE id = 1 AND holder = ?', [holder]).catch(() => undefined)
  }
}

const retryWhileTaken = async <T>(task: () => Promise<T>): Promise<T> => {
  const end = performance.now() + WAIT_MS
  for (;;) {
    try {
      return await task()
    } catch (cause) {
      // Another process migrates, or another node of the cluster was first.
      const isTaken = isDuplicate(cause) || originOf(cause) === LOST || isConflict(originOf(cause))
      if (!isTaken) throw cause
      const message = `another process has been migrating for ${WAIT_MS / 1_000} seconds: try again later`
      if (performance.now() > end) throw new Unavailable(message, { retryable: false, cause })
      await setTimeout(Math.random() * LONGEST_PAUSE_MS)
    }
  }
}

export const migrate = (url: string, migrations: readonly Migration[], repair = false): Promise<Migrated> => {
  const { watch } = circuitBreaker(probing(url), PROBE_AFTER_MS)
  return withExecutor(url, watch, TIMEOUTS, async (executor) => {
    const { pending, newer } = await readState(executor, mysqlDialect, migrations)
    if (pending.length === 0 && !repair) return { applied: [], newer, notes: [] }
    return withExecutor(url, watch, TIMEOUTS, async (lease) => {
      await retryWhileTaken(() => lease.run(createLease))
      const apply = (held: Executor) => applyMigrations(held, mysqlDialect, migrations, repair)
      return retryWhileTaken(() => underLease(lease, executor, apply))
    })
  })
}
