import type { Value } from '../sql/executor.ts'
import { checkMigrations, type MigratableStore } from '../sql/migrations.ts'
import { sqlReaders } from '../sql/unit-of-work.ts'
import { mysqlPool, type PoolOptions, withExecutor } from './connection.ts'
import { mysqlDialect } from './dialect.ts'
import { migrate } from './migrate.ts'
import { shop } from './migrations/0001-shop.ts'
import { keys } from './migrations/0002-keys.ts'
import { sessions } from './migrations/0003-sessions.ts'
import { attempts } from './migrations/0004-attempts.ts'
import { ledger } from './migrations/0005-stock-ledger.ts'
import { administration } from './migrations/0006-administration.ts'
import { mysqlUnitOfWork } from './unit-of-work.ts'

/** In the order they are applied; new ones go to the end. */
const migrations = [shop, keys, sessions, attempts, ledger, administration]

/** /readyz has to answer soon. */
const READY_TIMEOUTS = { connectMs: 500, statementMs: 500 }

/** `onRetry` is called when a unit of work is retried. */
export type MysqlOptions = Partial<PoolOptions> & { readonly onRetry?: (() => void) | undefined }

/** Keeps the shop in MySQL (8.4 and later) or MariaDB (10.11 and later), at `mysql://user:password@host:port/database`. */
export const mysqlStore = (url: string, { onRetry, ...options }: MysqlOptions = {}) => {
  const pool = mysqlPool(url, { connectionLimit: 10, acquireTimeoutMs: 1_500, statementTimeoutMs: 5_000, ...options })
  const all = async (sql: string, values?: readonly Value[]) => {
    const { connection, answer } = await pool.start((started) => started.all(sql, values))
    connection.release()
    return answer
  }
  return {
    unitOfWork: mysqlUnitOfWork(pool, url, onRetry),
    readers: sqlReaders({ all }, mysqlDialect),
    migrate: (repair?: boolean) => migrate(url, migrations, repair),
    /** On its own connection: a pool at its limit is no outage. */
    ready: () =>
      withExecutor(url, pool.watch, READY_TIMEOUTS, (executor) => checkMigrations(executor, mysqlDialect, migrations)),
    load: pool.load,
    close: pool.close,
  } satisfies MigratableStore & { load: unknown }
}
