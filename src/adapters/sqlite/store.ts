import { endable } from '../../application/endable.ts'
import type { Store } from '../../application/ports/store.ts'
import { Unavailable } from '../../application/ports/unavailable.ts'
import { turns } from '../../application/turns.ts'
import { applyMigrations, checkMigrations } from '../sql/migrations.ts'
import { sqlQueries } from '../sql/queries.ts'
import { sqlRepositories } from '../sql/repositories.ts'
import type { Session } from '../sql/session.ts'
import { sqliteDialect } from './dialect.ts'
import { migrations } from './migrations/all.ts'
import { openFile } from './open.ts'
import { sqliteSession } from './session.ts'
import { inTransaction } from './transaction.ts'

export type SqliteOptions = {
  /** Milliseconds to wait while another process is writing; 3 seconds when nothing is said. */
  readonly patience?: number
}

/** Keeps the shop in one file. Units of work have their turn one by one, across processes too. */
export const sqliteStore = (path: string, { patience = 3_000 }: SqliteOptions = {}): Store => {
  const { writer, reader } = openFile(path)
  const writing = sqliteSession(writer, patience)
  const committed = sqliteSession(reader, patience)
  const inTurn = turns()
  let closing: Promise<void> | undefined

  const refuseWhenClosed = (): void => {
    if (closing) throw new Unavailable('the store is closed', 'away')
  }
  const transaction = async <T>(work: () => Promise<T>): Promise<T> => {
    refuseWhenClosed()
    return inTurn(() => inTransaction(writer, patience, work))
  }
  const reading: Pick<Session, 'all'> = {
    all: async (sql, values) => {
      refuseWhenClosed()
      return committed.all(sql, values)
    },
  }

  const close = async (): Promise<void> => {
    await inTurn(async () => undefined)
    reader.close()
    // The last connection to close takes -wal and -shm with it, which a reader may not.
    writer.close()
  }

  return {
    unitOfWork: {
      run: (work) =>
        transaction(async () => {
          const { repositories, end } = endable(sqlRepositories(writing, sqliteDialect))
          try {
            return await work(repositories)
          } finally {
            end()
          }
        }),
    },
    queries: sqlQueries(reading, sqliteDialect),
    migrate: () => transaction(() => applyMigrations(writing, migrations)),
    ready: () => checkMigrations(reading, sqliteDialect, migrations),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
