import type { Store } from '../../application/ports/store.ts'
import { runUnit } from '../../application/run-unit.ts'
import { turns } from '../../application/turns.ts'
import { lifetime } from '../sql/lifetime.ts'
import { applyMigrations, checkMigrations } from '../sql/migrations.ts'
import { sqlQueries } from '../sql/queries.ts'
import { sqlRepositories } from '../sql/repositories.ts'
import type { Session } from '../sql/session.ts'
import { sqliteDialect } from './dialect.ts'
import { migrations } from './migrations/all.ts'
import { openFile } from './open.ts'
import { rests } from './rest.ts'
import { sqliteSession } from './session.ts'
import { inTransaction } from './transaction.ts'

export type SqliteOptions = {
  /** Milliseconds to wait while another process is writing; 3 seconds when nothing is said. */
  readonly patience?: number
}

/** Keeps the shop in one file. Units of work have their turn one by one, across processes too. */
export const sqliteStore = (path: string, { patience = 3_000 }: SqliteOptions = {}): Store => {
  const { writer, reader } = openFile(path)
  const rest = rests()
  // Rather between units of work than inside one, where every rest is a time in which no other process can write.
  const writing = sqliteSession(writer, patience, () => rest(50))
  const committed = sqliteSession(reader, patience, () => rest(10))
  const inTurn = turns()
  const { during, close } = lifetime(async () => {
    reader.close()
    // The last connection to close takes -wal and -shm with it, which a reader may not.
    writer.close()
  })

  const transaction = <T>(work: () => Promise<T>): Promise<T> =>
    during(() =>
      inTurn(async () => {
        await rest(5)
        return inTransaction(writer, patience, work)
      }),
    )
  const reading: Pick<Session, 'all'> = { all: (sql, values) => during(() => committed.all(sql, values)) }

  return {
    unitOfWork: {
      run: (work) => transaction(() => runUnit(sqlRepositories(writing, sqliteDialect), work)),
    },
    queries: sqlQueries(reading, sqliteDialect),
    migrate: () => transaction(() => applyMigrations(writing, migrations)),
    ready: () => checkMigrations(reading, sqliteDialect, migrations),
    close,
  }
}
