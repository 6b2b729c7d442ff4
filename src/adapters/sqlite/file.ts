import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import process from 'node:process'
import type { DatabaseSync } from 'node:sqlite'
import { Unavailable } from '../../application/unavailable.ts'
import { reasonOf } from './errors.ts'

/** Not for each COMMIT: after a stat, Linux writes the time of the next change too, and its fsync takes half as long again. */
const MAX_AGE_MS = 250

/** Makes the file unless it is there; answers sentences about what of its state is a risk. */
export const prepareFile = (path: string) => {
  // SQLite would take the mode from the umask; -wal and -shm get the file's own.
  const file = openSync(path, 'a+', 0o600)
  try {
    const header = new Uint8Array(20)
    readSync(file, header, 0, header.length, 0)
    // closeFile leaves WAL mode: https://www.sqlite.org/fileformat2.html#file_format_version_numbers
    const lacksWal = header[18] === 2 && identityOf(`${path}-wal`) === undefined
    const wal = `the database file ${path} was not closed and has no -wal: unless it is a backup, its last orders are lost`
    // Windows knows no such modes.
    const isOpenToAll = (fstatSync(file).mode & 0o006) > 0 && process.platform !== 'win32'
    const mode = `every user of this machine may open the database file ${path}: chmod 600 ${path}`
    return { mode: isOpenToAll ? mode : undefined, wal: lacksWal ? wal : undefined }
  } finally {
    closeSync(file)
  }
}

/** Before the first write: a new file is empty, and one of the shop's has its history. */
export const assertOurs = (database: DatabaseSync): void => {
  const others = database.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     AND NOT EXISTS (SELECT 1 FROM pragma_table_info('schema_migrations') WHERE name = 'checksum') LIMIT 1`,
  )
  const table = others.get()?.name
  if (table !== undefined) throw new Error(`it belongs to another application, whose table ${table} it has`)
}

const identityOf = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && `${found.dev}:${found.ino}`
}

/** What is committed to a file without a name is lost at the end; without -shm, two processes overwrite each other. */
export const watchFile = (path: string) => {
  const identities = () => ['', '-wal', '-shm'].map((suffix) => identityOf(path + suffix)).join()
  const opened = identities()
  let checkedAt = 0
  const assertInPlace = (maxAgeMs = MAX_AGE_MS): void => {
    if (performance.now() - checkedAt < maxAgeMs) return
    try {
      if (identities() === opened) {
        checkedAt = performance.now()
        return
      }
    } catch (error) {
      throw new Unavailable(`the database file cannot be used: ${reasonOf(error)}`, { cause: error })
    }
    const message =
      `the database file ${path}, its -wal or its -shm was removed or replaced while the shop ran: ` +
      'put back what was moved, or stop the shop, restore a backup and start it'
    throw new Unavailable(message, { retryable: false })
  }
  return assertInPlace
}

/** A closed file is whole without -wal, and says so. */
export const closeFile = (
  writer: DatabaseSync,
  reader: DatabaseSync,
  assertInPlace: (maxAgeMs: number) => void,
): void => {
  // The last to close removes -wal and -shm, which a reader may not.
  reader.close()
  try {
    writer.prepare('PRAGMA wal_checkpoint').run()
    // This removes -wal by its name, which may be another file's now.
    assertInPlace(0)
    writer.prepare('PRAGMA journal_mode = DELETE').run()
  } catch {
    // Another process has the file open, or it is not in its place: reported when it was noticed.
  }
  writer.close()
}
