import { type Meter, noMeter } from '../../application/ports/meter.ts'
import type { Store } from '../../application/ports/store.ts'
import { runUnit } from '../../application/run-unit.ts'
import { lifetime } from '../sql/lifetime.ts'
import { sqlQueries } from '../sql/queries.ts'
import { sqlRepositories } from '../sql/repositories.ts'
import type { Session } from '../sql/session.ts'
import { mysqlDialect } from './dialect.ts'
import { migrate } from './migrate.ts'
import { mysqlPool } from './pool.ts'
import { readOnce } from './read.ts'
import { checkReady } from './ready.ts'
import { inTransaction } from './transaction.ts'

export type MysqlOptions = {
  /** The most connections this process opens. */
  readonly connectionLimit?: number
  /** Milliseconds after which a statement is given up, and its connection with it. */
  readonly statementDeadline?: number
  /** Milliseconds to wait for a connection; a third of them, for an answer before asking whether the server is there. */
  readonly patience?: number
  readonly meter?: Meter
}

/** Keeps the shop in MySQL (8.4 and later) or MariaDB (10.11 and later), at `mysql://user:password@host:port/database`. */
export const mysqlStore = (
  url: string,
  { connectionLimit = 10, statementDeadline = 5_000, patience = 1_500, meter = noMeter }: MysqlOptions = {},
): Store => {
  const connections = mysqlPool(url, connectionLimit, patience)
  meter.watchPool(connections.load)
  const deadlines = { statement: statementDeadline, commit: 30_000 }
  const { during, close } = lifetime(connections.end)
  const reading: Pick<Session, 'all'> = {
    all: (sql, values) => during(() => readOnce(connections, statementDeadline, sql, values)),
  }

  return {
    unitOfWork: {
      run: (work) =>
        during(() =>
          inTransaction(connections, { ...deadlines, meter }, (session) =>
            runUnit(sqlRepositories(session, mysqlDialect), work),
          ),
        ),
    },
    queries: sqlQueries(reading, mysqlDialect),
    migrate: () => during(() => migrate(connections, url)),
    ready: () => during(() => checkReady(url)),
    close,
  }
}
