import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { Unavailable } from '../../application/unavailable.ts'
import type { Executor, Value } from '../sql/executor.ts'
import { isBusy, orUnavailable } from './dialect.ts'

const BUSY_TIMEOUT_MS = 3_000
const MAX_PREPARED = 200
/** A longer sleep rarely hits the gap between two transactions of a busy writer. */
const LONGEST_SLEEP_MS = 8
const MAX_TURN_MS = 5

/** SQLite is synchronous, so work on it never yields to the event loop: this does, at most every `afterMs`. */
export const yieldingToEventLoop = () => {
  let last = performance.now()
  let isSameTurn = false
  return async (afterMs: number): Promise<void> => {
    if (performance.now() - last < afterMs) return
    // Those who wait together go on in one turn of the event loop, as many as it has time for.
    do await new Promise<void>((resolve) => setImmediate(resolve))
    while (isSameTurn && performance.now() - last > MAX_TURN_MS)
    if (isSameTurn) return
    isSameTurn = true
    setImmediate(() => (isSameTurn = false))
    last = performance.now()
  }
}

/** Waits here, not in SQLite, which would block the event loop. */
const retryWhileBusy = async <T>(task: () => T): Promise<T> => {
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

/** Each statement is prepared once; when they are too many, all are forgotten. */
export const sqliteConnection = (database: DatabaseSync, before: () => Promise<void>): Executor => {
  const statements = new Map<string, StatementSync>()

  const prepared = (sql: string): StatementSync => {
    if (!database.isOpen) throw new Unavailable('the store is closed')
    if (statements.size > MAX_PREPARED) statements.clear()
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
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
