import mysql, { type Pool, type PoolConnection } from 'mysql2/promise'
import { within } from './deadline.ts'
import { awayBecause } from './errors.ts'
import { connectionOptions } from './options.ts'

const SESSION = [
  // No gap locks, and every statement sees what was committed before it; its name differs between the servers as a SET.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION autocommit = 1, foreign_key_checks = 1, innodb_lock_wait_timeout = 3, time_zone = '+00:00',
   sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
]

export type Connections = {
  /** A connection that is set up; `fresh` when it was never used before, so that it cannot be a stale one. */
  acquire(): Promise<{ readonly connection: PoolConnection; readonly fresh: boolean }>
  /** Connections at work, and who waits for one. */
  load(): { readonly inUse: number; readonly waiting: number }
  /** Ends them all, politely; the caller has given all back. */
  end(): Promise<void>
}

/** `patience` is how many milliseconds to wait for a free connection, or for the server to greet a new one. */
export const mysqlPool = (url: string, connectionLimit: number, patience: number): Connections => {
  const pool = mysql.createPool({ ...poolOptions(url, connectionLimit), connectTimeout: 2 * patience })
  const ready = new WeakSet<object>()
  const atWork = new Set<PoolConnection>()
  let waiting = 0

  /** At work until it is given back, one way or the other. */
  const counted = (connection: PoolConnection): PoolConnection => {
    const { release, destroy } = connection
    const after = (leave: () => void) => () => {
      atWork.delete(connection)
      leave.call(connection)
    }
    atWork.add(connection)
    return Object.assign(connection, { release: after(release), destroy: after(destroy) })
  }

  const setUp = async (connection: PoolConnection): Promise<void> => {
    try {
      for (const statement of SESSION) await within(patience, 'setting up a connection', connection.query(statement))
      ready.add(connection.connection)
    } catch (error) {
      connection.destroy()
      throw awayBecause(error)
    }
  }

  return {
    acquire: async () => {
      waiting++
      const connection = counted(await take(pool, patience).finally(() => waiting--))
      const fresh = !ready.has(connection.connection)
      if (fresh) await setUp(connection)
      return { connection, fresh }
    },
    load: () => ({ inUse: atWork.size, waiting }),
    end: () => within(patience, 'closing the connections', pool.end()).catch(() => undefined),
  }
}

/** The pool has no deadline of its own: a connection that comes too late for us goes to the next. */
const take = async (pool: Pool, patience: number): Promise<PoolConnection> => {
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

const poolOptions = (url: string, connectionLimit: number): mysql.PoolOptions => ({
  ...connectionOptions(url),
  connectionLimit,
  // Below the limit, or idle connections would never be closed.
  maxIdle: Math.max(0, connectionLimit - 1),
  idleTimeout: 60_000,
  queueLimit: 1_000,
})
