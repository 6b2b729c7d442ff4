import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { Unavailable } from '../../application/unavailable.ts'
import type { Executor, Value } from '../sql/executor.ts'
import { isBusy, orUnavailable, reasonOf } from './errors.ts'
import { assertOurs, prepareFile, watchFile } from './file.ts'

const OPEN_TIMEOUT_MS = 2_000
const BUSY_TIMEOUT_MS = 3_000
const MAX_PREPARED = 200
/** A longer sleep rarely hits the gap between two transactions of a busy writer. */
const LONGEST_SLEEP_MS = 8

/** Opens or makes the file: a connection that writes, and one that reads what is committed, which in WAL never waits. */
export const openFile = (path: string) => {
  const opened: DatabaseSync[] = []
  try {
    const risks = prepareFile(path)
    const writer = new DatabaseSync(path, { timeout: OPEN_TIMEOUT_MS })
    opened.push(writer)
    assertOurs(writer)
    writer.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    const reader = new DatabaseSync(path, { readOnly: true, timeout: OPEN_TIMEOUT_MS })
    opened.push(reader)
    reader.prepare('SELECT count(*) FROM sqlite_schema').get()
    // No waiting inside SQLite: it would block the event loop.
    for (const database of opened) database.exec('PRAGMA busy_timeout = 0')
    return { writer, reader, risks, assertInPlace: watchFile(path) }
  } catch (error) {
    for (const database of opened) database.close()
    const next =
      'name a file that this user may write, in a folder that exists, and that is a SQLite database or not there yet'
    throw new Error(`the database file ${path} cannot be opened (${reasonOf(error)}): ${next}`, { cause: error })
  }
}

/** SQLite is synchronous, so work on it never yields to the event loop: this does, at most every `afterMs`. */
export const yieldingToEventLoop = () => {
  let last = performance.now()
  return async (afterMs: number): Promise<void> => {
    if (performance.now() - last < afterMs) return
    await new Promise<void>((resolve) => setImmediate(resolve))
    last = performance.now()
  }
}

/** Waits here, not in SQLite, which would block the event loop. */
export const retryWhileBusy = async <T>(task: () => T): Promise<T> => {
  const end = performance.now() + BUSY_TIMEOUT_MS
  for (let attempt = 1; ; attempt++) {
    try {
      return task()
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw orUnavailable(error)
      await setTimeout(Math.random() * Math.min(2 ** attempt, LONGEST_SLEEP_MS))
    }
  }
}

/** Each statement is prepared once; the least recently used is forgotten. */
export const sqliteConnection = (database: DatabaseSync, before: () => Promise<void>): Executor => {
  const statements = new Map<string, StatementSync>()

  const prepared = (sql: string): StatementSync => {
    if (!database.isOpen) throw new Unavailable('the store is closed')
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.delete(sql)
    statements.set(sql, statement)
    const [oldest] = statements.keys()
    if (statements.size > MAX_PREPARED && oldest !== undefined) statements.delete(oldest)
    return statement
  }

  return {
    all: async (sql, values: readonly Value[] = []) => {
      await before()
      return retryWhileBusy(() => prepared(sql).all(...values))
    },
    run: async (sql, values: readonly Value[] = []) => {
      await before()
      const { changes, lastInsertRowid } = prepared(sql).run(...values)
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
  }
}
