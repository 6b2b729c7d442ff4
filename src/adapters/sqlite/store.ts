import { setTimeout } from 'node:timers'
import { serialQueue } from '../../application/limited.ts'
import { Unavailable } from '../../application/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import { applyMigrations, checkMigrations, type MigratableStore, type Migration } from '../sql/migrations.ts'
import { runUnit, sqlReaders } from '../sql/unit-of-work.ts'
import { sqliteConnection, yieldingToEventLoop } from './connection.ts'
import { orUnavailable, reasonOf, sqliteDialect } from './dialect.ts'
import { closeFile, openFile } from './file.ts'
import { shop } from './migrations/0001-shop.ts'
import { idsOnce } from './migrations/0002-ids-once.ts'
import { keys } from './migrations/0003-keys.ts'
import { sessions } from './migrations/0004-sessions.ts'
import { attempts } from './migrations/0005-attempts.ts'
import { ledger } from './migrations/0006-stock-ledger.ts'
import { administration } from './migrations/0007-administration.ts'

/** What is committed is in the file itself, and so in a plain copy of it, after this time. */
const CHECKPOINT_AFTER_MS = 1_000

const ALL_MIGRATIONS = [shop, idsOnce, keys, sessions, attempts, ledger, administration]

/** `warn` gets sentences about the file. */
export type SqliteOptions = {
  readonly migrations?: readonly Migration[]
  readonly warn?: ((reason: string) => void) | undefined
}

/** Keeps the shop in one file. Units of work run one by one, across processes too. */
export const sqliteStore = (path: string, options: SqliteOptions = {}): MigratableStore => {
  const { migrations = ALL_MIGRATIONS, warn = () => undefined } = options
  const file = openFile(path)
  const { writer, assertInPlace } = file
  const yieldToEventLoop = yieldingToEventLoop()
  // Rarely: a pause within a unit blocks other processes.
  const writing = sqliteConnection(writer, () => yieldToEventLoop(20))
  // Before every read, so that requests of one turn of the event loop share a coalesced read.
  const yieldBeforeRead = yieldingToEventLoop()
  const committed = sqliteConnection(file.reader, () => yieldBeforeRead(0))
  const enqueue = serialQueue()

  let isDue = false
  const checkpoint = async (): Promise<void> => {
    isDue = false
    // It loses nothing by failing: the next one finds the same, and a fault of the disk fails the next unit too.
    await writing.run('PRAGMA wal_checkpoint').catch(() => undefined)
  }

  /** Commits everything or nothing. One at a time. */
  const transaction = async <T>(work: () => Promise<T>): Promise<T> => {
    // Not `run`, which does not wait for another process.
    await writing.all('BEGIN IMMEDIATE')
    let isCommitting = false
    try {
      const result = await work()
      assertInPlace()
      isCommitting = !isErr(result)
      await writing.run(isCommitting ? 'COMMIT' : 'ROLLBACK')
      if (!isDue) setTimeout(() => enqueue(checkpoint), CHECKPOINT_AFTER_MS).unref()
      isDue = true
      return result
    } catch (error) {
      // A transaction that is still open was not committed. SQLite may have rolled back by itself, as on a full disk.
      const isOpen = writer.isTransaction
      if (isOpen) await writing.run('ROLLBACK')
      if (isOpen || !isCommitting) throw orUnavailable(error)
      const message = `COMMIT to the database file failed: ${reasonOf(error)}`
      throw new Unavailable(message, { outcome: 'unknown', cause: error })
    }
  }

  // A table that others refer to can be built anew only while foreign keys are off, so they are checked before COMMIT:
  // https://www.sqlite.org/lang_altertable.html#otheralter
  const migrate = async (repair = false) => {
    await writing.run('PRAGMA foreign_keys = OFF')
    try {
      const migrated = await transaction(async () => {
        const migrated = await applyMigrations(writing, sqliteDialect, migrations, repair)
        const broken = migrated.applied.length > 0 ? await writing.all('PRAGMA foreign_key_check') : []
        if (broken.length > 0) throw new Error(`a migration left ${broken.length} rows without what they refer to`)
        return migrated
      })
      const risk = `the database file ${path} was not closed and has no -wal: unless it is a backup, its last orders are lost`
      // An older version, of which it has the first migrations alone, closes a file without saying so.
      if (file.lacksWal && [0, migrations.length].includes(migrated.applied.length)) warn(risk)
      return migrated
    } finally {
      await writing.run('PRAGMA foreign_keys = ON')
    }
  }

  if (file.isOpenToAll) warn(`every user of this machine may open the database file ${path}: chmod 600 ${path}`)
  return {
    unitOfWork: {
      run: (work, { autocommit = false, durable = !autocommit } = {}) =>
        enqueue(async () => {
          await yieldToEventLoop(5)
          // The next COMMIT that is synced syncs this one too: https://www.sqlite.org/pragma.html#pragma_synchronous
          writer.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}`)
          return transaction(() => runUnit(writing, sqliteDialect, work))
        }),
    },
    readers: sqlReaders(committed, sqliteDialect),
    migrate: (repair) => enqueue(() => migrate(repair)),
    ready: async () => {
      assertInPlace()
      await checkMigrations(committed, sqliteDialect, migrations)
    },
    close: () => enqueue(async () => (writer.isOpen ? closeFile(file) : undefined)),
  }
}
