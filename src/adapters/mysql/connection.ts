import { Buffer } from 'node:buffer'
import mysql, { type Connection, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2'
import { Unavailable } from '../../application/unavailable.ts'
import type { Executor, Value } from '../sql/executor.ts'
import { circuitBreaker, type Watch } from './circuit-breaker.ts'
import { connectionOptions, destroySocket, probing, withConnection } from './connect.ts'
import { hasAnswered, isConflict, isLost, portError, unavailable } from './dialect.ts'

/** One connection, whose statements have a deadline each. */
export type MysqlConnection = Executor & {
  /** BEGIN, COMMIT and the like: no values and no rows. */
  command(sql: string, timeoutMs?: number): Promise<unknown>
}

export const mysqlConnection = (connection: Connection, watch: Watch, statementTimeoutMs: number): MysqlConnection => {
  const send = <T extends RowDataPacket[] | ResultSetHeader>(sql: string, values: readonly Value[] = []) =>
    watch<T>('a statement', statementTimeoutMs, (done) => {
      // Values never become part of the text; without any there is nothing to prepare.
      if (values.length === 0) connection.query<T>(sql, done)
      else connection.execute<T>(sql, values.map(parameter), done)
    })
  return {
    all: (sql, values) => send<RowDataPacket[]>(sql, values),
    run: async (sql, values) => {
      const { affectedRows, insertId } = await send<ResultSetHeader>(sql, values)
      return { changes: affectedRows, lastId: insertId }
    },
    command: (sql, timeoutMs = statementTimeoutMs) =>
      watch(sql, timeoutMs, (done) => connection.query<ResultSetHeader>(sql, done)),
  }
}

/** The driver sends numbers as DOUBLE, which MariaDB refuses in LIMIT; ours are whole. */
const parameter = (value: Value) => {
  if (typeof value === 'number') return mysql.TypedParameter.LONGLONG(value)
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

/** No setting of a server may change what the statements mean. */
const SESSION = [
  // A server may ignore what the handshake asks for; texts would then be stored as other letters.
  'SET NAMES utf8mb4',
  // No gap locks; its name as a variable differs between the servers.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE',
  `SET SESSION autocommit = 1, completion_type = 0, default_storage_engine = InnoDB, foreign_key_checks = 1,
   innodb_lock_wait_timeout = 3, sql_select_limit = 18446744073709551615, time_zone = '+00:00',
   sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
]

/** A server that greets and then hangs is noticed here, before the statements with long deadlines. */
const setUp = async ({ command }: MysqlConnection, timeoutMs: number): Promise<void> => {
  for (const statement of SESSION) await command(statement, timeoutMs)
}

type Timeouts = { readonly connectMs: number; readonly statementMs: number }
type Work<T> = (executor: Executor) => Promise<T>

export const withExecutor = <T>(url: string, watch: Watch, { connectMs, statementMs }: Timeouts, work: Work<T>) =>
  withConnection(url, connectMs, async (connection) => {
    const executor = mysqlConnection(connection, watch, statementMs)
    await setUp(executor, connectMs)
    return work(executor)
  })

/** To destroy when it is lost or still runs a statement, else to release. */
export type PooledConnection = MysqlConnection & { release(): void; destroy(): void }

export type PoolOptions = {
  readonly connectionLimit: number
  /** For a free connection or a greeting; the server is probed after a third of it. */
  readonly acquireTimeoutMs: number
  readonly statementTimeoutMs: number
}

export type MysqlPool = ReturnType<typeof mysqlPool>

export const mysqlPool = (url: string, { connectionLimit, acquireTimeoutMs, statementTimeoutMs }: PoolOptions) => {
  const pool = mysql.createPool({
    ...connectionOptions(url),
    connectTimeout: 2 * acquireTimeoutMs,
    connectionLimit,
    // Below the limit, or idle connections would never be closed.
    maxIdle: Math.max(0, connectionLimit - 1),
    idleTimeout: 60_000,
    queueLimit: 1_000,
  })
  const { watch, assertClosed } = circuitBreaker(probing(url), acquireTimeoutMs / 3)
  const sessions = new WeakSet<PoolConnection>()
  let inUse = 0
  let waiting = 0
  let closing: PromiseWithResolvers<void> | undefined

  /** The pool has no deadline of its own: a connection that comes too late is released. */
  const acquire = async (): Promise<PoolConnection> => {
    if (closing) throw new Unavailable('the store is closed')
    await assertClosed()
    waiting++
    try {
      return await watch('waiting for a connection to the database', acquireTimeoutMs, (done) =>
        pool.getConnection((error, connection) => {
          if (!done(error, connection) && !error) connection.release()
        }),
      )
    } catch (error) {
      throw unavailable(error, url)
    } finally {
      waiting--
    }
  }

  const counted = (connection: PoolConnection): PooledConnection => {
    inUse++
    const giveBack = (how: () => void) => () => {
      how()
      if (--inUse === 0) closing?.resolve()
    }
    return {
      ...mysqlConnection(connection, watch, statementTimeoutMs),
      release: giveBack(() => connection.release()),
      destroy: giveBack(() => destroySocket(connection)),
    }
  }

  /** Runs a first statement on a free connection. After a lost one on the next, after a refusal once on another. */
  const start = async <T>(first: (connection: MysqlConnection) => Promise<T>) => {
    for (let refusals = 0; ; ) {
      const acquired = await acquire()
      const connection = counted(acquired)
      const isNew = !sessions.has(acquired)
      try {
        if (isNew) await setUp(connection, acquireTimeoutMs)
        sessions.add(acquired)
        return { connection, answer: await first(connection) }
      } catch (error) {
        connection.destroy()
        const isLast = hasAnswered(error) ? ++refusals > 1 : isNew
        if (isLast || !(isConflict(error) || isLost(error))) throw portError(error, url)
      }
    }
  }

  return {
    start,
    watch,
    /** Connections in use, and callers that wait for one. */
    load: () => ({ inUse, waiting }),
    /** Waits until every connection has been given back. */
    close: async (): Promise<void> => {
      if (closing) return closing.promise
      closing = Promise.withResolvers()
      if (inUse === 0) closing.resolve()
      await closing.promise
      const ended = watch<void>('closing', acquireTimeoutMs, (done) => pool.end((error) => done(error, undefined)))
      await ended.catch(() => undefined)
    },
  }
}
