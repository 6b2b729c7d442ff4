import { closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { Unavailable } from '../../application/unavailable.ts'
import { isBusy, reasonOf } from './dialect.ts'

const OPEN_TIMEOUT_MS = 2_000
/** Not for each COMMIT: after a stat, Linux writes the time of the next change too, and its fsync takes half as long again. */
const MAX_AGE_MS = 250

/** Opens or makes the file: a connection that writes, and one that reads what is committed, which in WAL never waits. */
export const openFile = (path: string) => {
  let writer: DatabaseSync | undefined
  try {
    // SQLite would take the mode from the umask; -wal and -shm get the file's own.
    closeSync(openSync(path, 'a', 0o600))
    // -wal and -shm are beside the file that a link points to.
    const file = realpathSync(path)
    const hadWal = existsSync(`${file}-wal`)
    writer = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS })
    assertOurs(writer)
    // closeFile leaves WAL mode.
    const lacksWal = !hadWal && writer.prepare('PRAGMA journal_mode').get()?.journal_mode === 'wal'
    enterWal(writer)
    writer.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    const reader = new DatabaseSync(file, { readOnly: true, timeout: OPEN_TIMEOUT_MS })
    reader.prepare('SELECT count(*) FROM sqlite_schema').get()
    // No waiting inside SQLite: it would block the event loop.
    for (const database of [writer, reader]) database.exec('PRAGMA busy_timeout = 0')
    // Windows knows no such modes.
    const isOpenToAll = (statSync(file).mode & 0o006) > 0 && process.platform !== 'win32'
    return { writer, reader, lacksWal, isOpenToAll, assertInPlace: watchFile(file) }
  } catch (error) {
    writer?.close()
    const next =
      'name a file that this user may write, in a folder that exists, and that is a SQLite database or not there yet'
    throw new Error(`the database file ${path} cannot be opened (${reasonOf(error)}): ${next}`, { cause: error })
  }
}

/** SQLite does not wait for another process that starts or ends at the same moment, and changes the mode too. */
const enterWal = (database: DatabaseSync): void => {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (const end = performance.now() + OPEN_TIMEOUT_MS; ; Atomics.wait(pause, 0, 0, 10)) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error
    }
  }
}

/** Before the first write: a new file is empty, and one of the shop's has its history. */
const assertOurs = (database: DatabaseSync): void => {
  const others = database.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     AND NOT EXISTS (SELECT 1 FROM pragma_table_info('schema_migrations') WHERE name = 'checksum') LIMIT 1`,
  )
  const table = others.get()?.name
  if (table !== undefined) throw new Error(`it belongs to another application, whose table ${table} it has`)
}

/** What is committed to a file without a name is lost at the end; without -shm, two processes overwrite each other. */
const watchFile = (file: string) => {
  const identityOf = (suffix: string): string => {
    try {
      const { dev, ino } = statSync(file + suffix)
      return `${dev}:${ino}`
    } catch (error) {
      return reasonOf(error)
    }
  }
  const identities = () => ['', '-wal', '-shm'].map(identityOf).join()
  const opened = identities()
  const lost =
    `the database file ${file}, its -wal or its -shm was removed or replaced while the shop ran: ` +
    'put back what was moved, or stop the shop, restore a backup and start it'
  let checkedAt = performance.now()
  return (maxAgeMs = MAX_AGE_MS): void => {
    if (performance.now() - checkedAt < maxAgeMs) return
    if (identities() !== opened) throw new Unavailable(lost, { retryable: false })
    checkedAt = performance.now()
  }
}

/** A closed file is whole without -wal, and says so. */
export const closeFile = ({ writer, reader, assertInPlace }: ReturnType<typeof openFile>): void => {
  // The last to close removes -wal and -shm, which a reader may not.
  reader.close()
  try {
    // Emptied, or the next start would apply it to the file that has taken the place of ours.
    writer.prepare('PRAGMA wal_checkpoint(TRUNCATE)').run()
    // This removes -wal by its name, which may be another file's now.
    assertInPlace(0)
    writer.prepare('PRAGMA journal_mode = DELETE').run()
  } catch {
    // Another process has the file open, or it is not in its place: reported when it was noticed.
  }
  writer.close()
}
