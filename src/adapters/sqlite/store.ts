import { applyMigrations, checkMigrations, type MigratableStore, type Migration } from '../sql/migrations.ts'
import { runUnit, serialQueue, sqlReaders } from '../sql/unit-of-work.ts'
import { openFile, sqliteConnection, yieldingToEventLoop } from './connection.ts'
import { sqliteDialect } from './dialect.ts'
import { shop } from './migrations/0001-shop.ts'
import { idsOnce } from './migrations/0002-ids-once.ts'
import { execute, inTransaction } from './unit-of-work.ts'

export type SqliteOptions = { readonly migrations?: readonly Migration[] }

/** Keeps the shop in one file. Units of work run one by one, across processes too. */
export const sqliteStore = (path: string, { migrations = [shop, idsOnce] }: SqliteOptions = {}): MigratableStore => {
  const { writer, reader } = openFile(path)
  const yieldToEventLoop = yieldingToEventLoop()
  // Rarely: a pause within a unit blocks other processes.
  const writing = sqliteConnection(writer, () => yieldToEventLoop(50))
  // Before every read, so that requests of one turn of the event loop share a coalesced read.
  const committed = sqliteConnection(reader, () => yieldToEventLoop(0))
  const enqueue = serialQueue()
  const transaction = <T>(work: () => Promise<T>): Promise<T> => inTransaction(writer, work)

  // A table that others refer to can be built anew only while foreign keys are off, so they are checked before COMMIT:
  // https://www.sqlite.org/lang_altertable.html#otheralter
  const migrate = async () => {
    execute(writer, 'PRAGMA foreign_keys = OFF')
    try {
      return await transaction(async () => {
        const migrated = await applyMigrations(writing, migrations)
        const broken = migrated.applied.length > 0 ? await writing.all('PRAGMA foreign_key_check') : []
        if (broken.length > 0) throw new Error(`a migration left ${broken.length} rows without what they refer to`)
        return migrated
      })
    } finally {
      execute(writer, 'PRAGMA foreign_keys = ON')
    }
  }

  return {
    unitOfWork: {
      run: (work) =>
        enqueue(async () => {
          await yieldToEventLoop(5)
          return transaction(() => runUnit(writing, sqliteDialect, work))
        }),
    },
    readers: sqlReaders(committed, sqliteDialect),
    migrate: () => enqueue(migrate),
    ready: () => checkMigrations(committed, sqliteDialect, migrations),
    close: () =>
      enqueue(async () => {
        if (!writer.isOpen) return
        reader.close()
        // The last to close removes -wal and -shm, which a reader may not.
        writer.close()
      }),
  }
}
