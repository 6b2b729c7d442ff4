import mysql, { type PoolConnection } from 'mysql2/promise'
import type { Within } from './deadline.ts'
import { awayBecause } from './errors.ts'
import { hangUp } from './hang-up.ts'
import { connectionOptions } from './options.ts'
import { pulse } from './pulse.ts'

const SESSION = [
  // No gap locks, and every statement sees what was committed before it; its name differs between the servers as a SET.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION autocommit = 1, foreign_key_checks = 1, innodb_lock_wait_timeout = 3, time_zone = '+00:00',
   sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
]

export type Connections = {
  /** A connection that is set up; `fresh` when it was never used before, so that it cannot be a stale one. */
  acquire(): Promise<{ readonly connection: PoolConnection; readonly fresh: boolean }>
  /** For all that is said on them: a deadline, and sooner when the server answers nobody any more. */
  readonly within: Within
  /** Instead of giving it back: it is lost, or in the middle of something. */
  readonly hangUp: (connection: PoolConnection) => void
  /** Connections at work, and who waits for one. */
  load(): { readonly inUse: number; readonly waiting: number }
  /** Ends them all, politely; the caller has given all back. */
  end(): Promise<void>
}

/** `patience` is how many milliseconds to wait for a free connection, or for the server to greet a new one. */
export const mysqlPool = (url: string, connectionLimit: number, patience: number): Connections => {
  const pool = mysql.createPool({ ...poolOptions(url, connectionLimit), connectTimeout: 2 * patience })
  // A third of what whoever asks has to wait, because the answer takes as long again, and others wait behind them.
  const { within, felt } = pulse(url, patience / 3)
  const ready = new WeakSet<object>()
  const atWork = new Set<PoolConnection>()
  let waiting = 0

  /** The pool has no deadline of its own: a connection that comes too late for us goes to the next. */
  const take = async (): Promise<PoolConnection> => {
    await felt()
    const coming = pool.getConnection()
    try {
      return await within(patience, 'waiting for a connection to the database', coming)
    } catch (error) {
      coming.then(
        (late) => late.release(),
        () => undefined,
      )
      throw awayBecause(error)
    }
  }

  /** At work until it is given back, or hung up on. */
  const counted = (connection: PoolConnection): PoolConnection => {
    const { release } = connection
    atWork.add(connection)
    return Object.assign(connection, {
      release: () => {
        atWork.delete(connection)
        release.call(connection)
      },
    })
  }

  const hangUpOn = (connection: PoolConnection): void => {
    atWork.delete(connection)
    hangUp(connection)
  }

  const setUp = async (connection: PoolConnection): Promise<void> => {
    try {
      for (const statement of SESSION) await within(patience, 'setting up a connection', connection.query(statement))
      ready.add(connection.connection)
    } catch (error) {
      hangUpOn(connection)
      throw awayBecause(error)
    }
  }

  return {
    acquire: async () => {
      waiting++
      const connection = counted(await take().finally(() => waiting--))
      const fresh = !ready.has(connection.connection)
      if (fresh) await setUp(connection)
      return { connection, fresh }
    },
    within,
    hangUp: hangUpOn,
    load: () => ({ inUse: atWork.size, waiting }),
    end: () => within(patience, 'closing the connections', pool.end()).catch(() => undefined),
  }
}

const poolOptions = (url: string, connectionLimit: number): mysql.PoolOptions => ({
  ...connectionOptions(url),
  connectionLimit,
  // Below the limit, or idle connections would never be closed.
  maxIdle: Math.max(0, connectionLimit - 1),
  idleTimeout: 60_000,
  queueLimit: 1_000,
})
