import type { DatabaseSync } from 'node:sqlite'
import { Unavailable } from '../../application/ports/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import { outageOf, reasonOf } from './errors.ts'
import { whenFree } from './when-free.ts'

/** Everything inside `work` is committed, and on the disk, or none of it is. One at a time on a connection. */
export const inTransaction = async <T>(
  database: DatabaseSync,
  patience: number,
  work: () => Promise<T>,
): Promise<T> => {
  await whenFree(() => execute(database, 'BEGIN IMMEDIATE'), patience)
  let result: T
  try {
    result = await work()
  } catch (error) {
    rollBack(database)
    throw outageOf(error)
  }
  if (isErr(result)) rollBack(database)
  else commit(database)
  return result
}

/** Prepared, because the errors of Deno's `exec` (2.9.6) carry no code by which a busy file could be told. */
const execute = (database: DatabaseSync, sql: string): void => {
  database.prepare(sql).run()
}

/** Some errors (a full disk) have ended the transaction already. */
const rollBack = (database: DatabaseSync): void => {
  if (database.isTransaction) execute(database, 'ROLLBACK')
}

const commit = (database: DatabaseSync): void => {
  try {
    execute(database, 'COMMIT')
  } catch (error) {
    // A transaction that is still there to be undone was not committed.
    const undone = database.isTransaction
    rollBack(database)
    if (undone) throw outageOf(error)
    throw new Unavailable(`the database file took no COMMIT: ${reasonOf(error)}`, 'unknown', error)
  }
}
