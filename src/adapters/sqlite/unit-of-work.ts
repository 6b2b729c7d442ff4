import type { DatabaseSync } from 'node:sqlite'
import { Unavailable } from '../../application/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import { retryWhileBusy } from './connection.ts'
import { orUnavailable, reasonOf } from './errors.ts'

/** Commits everything or nothing, and nothing when `assertCommittable` throws. One at a time on a connection. */
export const inTransaction = async <T>(
  database: DatabaseSync,
  assertCommittable: () => void,
  work: () => Promise<T>,
) => {
  if (!database.isOpen) throw new Unavailable('the store is closed')
  await retryWhileBusy(() => execute(database, 'BEGIN IMMEDIATE'))
  let result: T
  try {
    result = await work()
    assertCommittable()
  } catch (error) {
    rollBack(database)
    throw orUnavailable(error)
  }
  if (isErr(result)) rollBack(database)
  else commit(database)
  return result
}

/** Prepared: errors of Deno's `exec` (2.9.6) carry no code. */
export const execute = (database: DatabaseSync, sql: string): void => {
  database.prepare(sql).run()
}

/** SQLite may have rolled back by itself, as on a full disk. */
const rollBack = (database: DatabaseSync): void => {
  if (database.isTransaction) execute(database, 'ROLLBACK')
}

const commit = (database: DatabaseSync): void => {
  try {
    execute(database, 'COMMIT')
  } catch (error) {
    // A transaction that is still open was not committed.
    const isOpen = database.isTransaction
    rollBack(database)
    if (isOpen) throw orUnavailable(error)
    const message = `COMMIT to the database file failed: ${reasonOf(error)}`
    throw new Unavailable(message, { outcome: 'unknown', cause: error })
  }
}
