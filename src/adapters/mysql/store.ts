import { endable } from '../../application/endable.ts'
import type { Store } from '../../application/ports/store.ts'
import { Unavailable } from '../../application/ports/unavailable.ts'
import { checkMigrations } from '../sql/migrations.ts'
import { sqlQueries } from '../sql/queries.ts'
import { sqlRepositories } from '../sql/repositories.ts'
import type { Session } from '../sql/session.ts'
import { mysqlDialect } from './dialect.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import { mysqlPool } from './pool.ts'
import { readOnce } from './read.ts'
import { inTransaction } from './transaction.ts'

export type MysqlOptions = {
  /** The most connections this process opens. */
  readonly connectionLimit?: number
  /** Milliseconds after which a statement is given up, and its connection with it. */
  readonly statementDeadline?: number
}

/** Keeps the shop in MySQL (8.4 and later) or MariaDB (10.11 and later), at `mysql://user:password@host:port/database`. */
export const mysqlStore = (
  url: string,
  { connectionLimit = 10, statementDeadline = 5_000 }: MysqlOptions = {},
): Store => {
  const connections = mysqlPool(url, connectionLimit)
  const deadlines = { statement: statementDeadline, commit: 30_000 }
  const running = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  /** Starts nothing once the store is closing, which waits for what is running. */
  const tracked = async <T>(task: () => Promise<T>): Promise<T> => {
    if (closing) throw new Unavailable('the store is closed', 'away')
    const started = task()
    running.add(started)
    try {
      return await started
    } finally {
      running.delete(started)
    }
  }

  const reading: Pick<Session, 'all'> = {
    all: (sql, values) => tracked(() => readOnce(connections, deadlines.statement, sql, values)),
  }

  const close = async (): Promise<void> => {
    await Promise.allSettled(running)
    await connections.end()
  }

  return {
    unitOfWork: {
      run: (work) =>
        tracked(() =>
          inTransaction(connections, deadlines, async (session) => {
            const { repositories, end } = endable(sqlRepositories(session, mysqlDialect))
            try {
              return await work(repositories)
            } finally {
              end()
            }
          }),
        ),
    },
    queries: sqlQueries(reading, mysqlDialect),
    migrate: () => tracked(() => migrate(connections)),
    ready: () => checkMigrations(reading, mysqlDialect, migrations),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
