import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Session } from '../sql/session.ts'
import { whenFree } from './when-free.ts'

const STATEMENTS = 200

/** Statements over one connection, each prepared once; the least recently used is forgotten first. Rests before each. */
export const sqliteSession = (database: DatabaseSync, patience: number, rest: () => Promise<void>): Session => {
  const statements = new Map<string, StatementSync>()

  const prepared = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.delete(sql)
    statements.set(sql, statement)
    const [oldest] = statements.keys()
    if (statements.size > STATEMENTS && oldest !== undefined) statements.delete(oldest)
    return statement
  }

  return {
    all: async (sql, values = []) => {
      await rest()
      return whenFree(() => prepared(sql).all(...values), patience)
    },
    run: async (sql, values = []) => {
      await rest()
      const { changes, lastInsertRowid } = prepared(sql).run(...values)
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
  }
}
