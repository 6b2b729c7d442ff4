import { setTimeout } from 'node:timers/promises'
import type { PoolConnection } from 'mysql2/promise'
import type { Meter } from '../../application/ports/meter.ts'
import { Unavailable } from '../../application/ports/unavailable.ts'
import { isErr } from '../../domain/result.ts'
import type { Session } from '../sql/session.ts'
import { awayBecause, isDuplicate, isLockTimeout, isLost, isSpent, isUndone, isUnsent, reasonOf } from './errors.ts'
import type { Connections } from './pool.ts'
import { mysqlSession } from './session.ts'

export type Deadlines = {
  /** Milliseconds for one statement: longer than the server waits for a lock (3 seconds). */
  readonly statement: number
  /** Milliseconds for a COMMIT: longer, because nobody can say what became of one that was given up. */
  readonly commit: number
}

type Settings = Deadlines & { readonly meter: Meter }

/** What the work came to, or the reason for which nothing happened and it may be run again. */
type Attempt<T> = { readonly done: true; readonly result: T } | { readonly done: false; readonly reason: unknown }

/** How often a unit of work is begun, by what stopped it the time before. Waiting for a lock again and again helps nobody. */
const triesAfter = (reason: unknown): number => (isUndone(reason) ? 5 : 2)

/** Everything inside `work` is committed or none of it is; `work` is run again after a deadlock or a lost connection. */
export const inTransaction = async <T>(
  connections: Connections,
  settings: Settings,
  work: (session: Session) => Promise<T>,
): Promise<T> => {
  for (let tried = 1; ; tried++) {
    const attempt = await tryOnce(await begin(connections, settings), connections, settings, work)
    if (attempt.done) return attempt.result
    const { reason } = attempt
    if (tried >= triesAfter(reason)) {
      throw isLost(reason)
        ? awayBecause(reason)
        : new Unavailable(`others hold the same rows: ${reasonOf(reason)}`, 'contended', reason)
    }
    settings.meter.retried('unit_of_work')
    await setTimeout(Math.random() * 10 * 2 ** tried)
  }
}

/** Begins on a connection that works: stale ones, which a restarted server has forgotten, are dropped on the way. */
const begin = async (connections: Connections, { statement }: Deadlines): Promise<PoolConnection> => {
  for (;;) {
    const { connection, fresh } = await connections.acquire()
    try {
      await connections.within(statement, 'BEGIN', connection.query('BEGIN'))
      return connection
    } catch (error) {
      connections.hangUp(connection)
      if (fresh || !isLost(error)) throw awayBecause(error)
    }
  }
}

const tryOnce = async <T>(
  connection: PoolConnection,
  connections: Connections,
  deadlines: Deadlines,
  work: (session: Session) => Promise<T>,
): Promise<Attempt<T>> => {
  const session = mysqlSession(connection, connections.within, deadlines.statement, isDuplicate)
  const worked = await settled(work(session))
  // The session's own failure comes first: a work that swallowed it must not be committed.
  const failure = session.failure() ?? (worked.done ? undefined : worked.reason)
  session.end()
  if (failure !== undefined) {
    await rollBack(connection, connections, failure)
    if (isUndone(failure) || isLockTimeout(failure) || isLost(failure)) return { done: false, reason: failure }
    throw failure
  }
  if (worked.done && isErr(worked.result)) await rollBack(connection, connections)
  else {
    const refusal = await commit(connection, connections, deadlines.commit)
    if (refusal !== undefined) return { done: false, reason: refusal }
  }
  return worked
}

const settled = async <T>(work: Promise<T>): Promise<Attempt<T>> => {
  try {
    return { done: true, result: await work }
  } catch (reason) {
    return { done: false, reason }
  }
}

/** A connection whose transaction may still be open is never given back. */
const rollBack = async (
  connection: PoolConnection,
  { within, hangUp }: Connections,
  failure?: unknown,
): Promise<void> => {
  if (isSpent(failure)) return hangUp(connection)
  try {
    await within(2_000, 'ROLLBACK', connection.query('ROLLBACK'))
    connection.release()
  } catch {
    hangUp(connection)
  }
}

/** Answers the reason when it certainly did not happen; throws when nobody can say. */
const commit = async (connection: PoolConnection, connections: Connections, deadline: number): Promise<unknown> => {
  try {
    await connections.within(deadline, 'COMMIT', connection.query('COMMIT'))
    connection.release()
    return undefined
  } catch (error) {
    if (isUndone(error) || isUnsent(error)) {
      await rollBack(connection, connections, error)
      return error
    }
    connections.hangUp(connection)
    throw new Unavailable(`the answer to a COMMIT was lost: ${reasonOf(error)}`, 'unknown', error)
  }
}
