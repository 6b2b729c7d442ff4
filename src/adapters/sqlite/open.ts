import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { reasonOf } from './errors.ts'

/** The connection that writes, and one that only reads: in WAL mode it sees what is committed, and never waits. */
export type SqliteFile = { readonly writer: DatabaseSync; readonly reader: DatabaseSync }

/** How long the first look at the file may wait for another process that is opening it too. */
const OPENING = 2_000

/** Opens the file, and makes it when it is not there; throws one sentence that says what is wrong and what to do. */
export const openFile = (path: string): SqliteFile => {
  const opened: DatabaseSync[] = []
  try {
    // Made before SQLite would make it, because it takes the mode from the umask; -wal and -shm get the file's own.
    closeSync(openSync(path, 'a', 0o600))
    const writer = new DatabaseSync(path, { timeout: OPENING })
    opened.push(writer)
    writer.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    const reader = new DatabaseSync(path, { readOnly: true, timeout: OPENING })
    opened.push(reader)
    reader.prepare('SELECT count(*) FROM sqlite_schema').get()
    // From here on nothing waits inside SQLite: that would stop the whole process and not only who is waiting.
    for (const database of opened) database.exec('PRAGMA busy_timeout = 0')
    return { writer, reader }
  } catch (error) {
    for (const database of opened) database.close()
    throw new Error(
      `the database file ${path} cannot be opened (${reasonOf(error)}): ` +
        'name a file that this user may write, in a folder that exists, and that is a SQLite database or not there yet',
      { cause: error },
    )
  }
}
