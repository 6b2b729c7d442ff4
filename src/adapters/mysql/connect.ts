import { Duplex } from 'node:stream'
import mysql, { type Connection, type ConnectionOptions } from 'mysql2'
import { portError, unavailable } from './dialect.ts'

/** The driver's `destroy` only half-closes: a server that hangs would keep the process. */
export const destroySocket = (connection: Connection): void => {
  const stream: unknown = Reflect.get(connection, 'stream')
  connection.destroy()
  if (stream instanceof Duplex) stream.destroy()
}

type Work<T> = (connection: Connection) => Promise<T>

export const withConnection = async <T>(url: string, connectTimeoutMs: number, work: Work<T>): Promise<T> => {
  const connection = mysql.createConnection({ ...connectionOptions(url), connectTimeout: connectTimeoutMs })
  // Errors reach the running callback; without a listener they would end the process too.
  connection.on('error', () => undefined)
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(unavailable(error, url)) : resolve()))
    })
    const result = await work(connection)
    // Sends COM_QUIT, or the server logs an aborted connection.
    connection.end(() => destroySocket(connection))
    return result
  } catch (error) {
    destroySocket(connection)
    throw portError(error, url)
  }
}

/** Connects, and disconnects once the server has greeted. */
export const probing = (url: string) => (timeoutMs: number) => withConnection(url, timeoutMs, async () => undefined)

/** The driver compiles a parser per statement, which workerd forbids. */
const mayCompile = (): boolean => {
  try {
    return new Function('return true')()
  } catch {
    return false
  }
}

export const connectionOptions = (url: string): ConnectionOptions => {
  const target = new URL(url)
  // A URL may set `ssl` and nothing that would weaken the settings below.
  for (const name of [...target.searchParams.keys()]) if (name !== 'ssl') target.searchParams.delete(name)
  return {
    uri: target.href,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    flags: ['-LOCAL_FILES'],
    maxPreparedStatements: 200,
    disableEval: !mayCompile(),
  }
}
