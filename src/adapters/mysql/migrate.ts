import { applyMigrations, type Migrated, type Migration } from '../sql/migrations.ts'
import { circuitBreaker } from './circuit-breaker.ts'
import { probing, withConnection } from './connect.ts'
import { mysqlConnection } from './connection.ts'
import { mysqlDialect } from './dialect.ts'

/** For another process that is migrating, in seconds. */
const LOCK_TIMEOUT_S = 60
/** A statement may rebuild a table. */
const STATEMENT_TIMEOUT_MS = 3_600_000
const CONNECT_TIMEOUT_MS = 3_000
/** A server that rebuilds a table may be slow to greet. */
const PROBE_AFTER_MS = 10_000

// User-level locks are server-wide and named in at most 64 characters: hence a hash of the database.
const lockName = `CONCAT('kiosk-migrate-', LEFT(SHA2(DATABASE(), 256), 40))`

/** DDL commits by itself: the lock, not a transaction, keeps a second process out. */
export const migrate = async (url: string, migrations: readonly Migration[]): Promise<Migrated> => {
  const { watch } = circuitBreaker(probing(url), PROBE_AFTER_MS)
  return withConnection(url, CONNECT_TIMEOUT_MS, async (connection) => {
    // Detects a server that greets and then hangs before the long deadlines begin.
    await mysqlConnection(connection, watch, CONNECT_TIMEOUT_MS).command('DO 0')
    const executor = mysqlConnection(connection, watch, STATEMENT_TIMEOUT_MS)
    const [row] = await executor.all(`SELECT GET_LOCK(${lockName}, ${LOCK_TIMEOUT_S}) AS acquired`)
    if (row?.acquired === 1) return applyMigrations(executor, mysqlDialect, migrations)
    throw new Error(`another process has been migrating for ${LOCK_TIMEOUT_S} seconds: try again later`)
  })
}
