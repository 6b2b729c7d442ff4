import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Session } from '../sql/session.ts'
import { whenFree } from './when-free.ts'

const STATEMENTS = 200

/** How long one unit of work may keep the event loop before others have their turn. */
const SLICE = 10

/** Statements over one connection, each prepared once; the least recently used is forgotten first. */
export const sqliteSession = (database: DatabaseSync, patience: number): Session => {
  const statements = new Map<string, StatementSync>()
  let sliceEnd = 0

  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.delete(sql)
    statements.set(sql, statement)
    const [oldest] = statements.keys()
    if (statements.size > STATEMENTS && oldest !== undefined) statements.delete(oldest)
    return statement
  }

  /** SQLite answers at once, so without this pause a long import would let no request in. */
  const pause = async (): Promise<void> => {
    if (performance.now() < sliceEnd) return
    await new Promise<void>((resolve) => setImmediate(resolve))
    sliceEnd = performance.now() + SLICE
  }

  return {
    all: async (sql, values = []) => {
      await pause()
      return whenFree(() => prepared(sql).all(...values), patience)
    },
    run: async (sql, values = []) => {
      await pause()
      const { changes, lastInsertRowid } = prepared(sql).run(...values)
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
  }
}
