import type { ConnectionOptions } from 'mysql2/promise'

/** The driver compiles a parser for every statement, where the runtime lets it: workerd does not. */
const mayCompile = (): boolean => {
  try {
    return new Function('return true')()
  } catch {
    return false
  }
}

/** How every connection is made, to `mysql://user:password@host:port/database`. */
export const connectionOptions = (url: string): ConnectionOptions => {
  const target = new URL(url)
  // A URL may say how to reach the server (ssl) and nothing that would take the guard rails away.
  for (const name of [...target.searchParams.keys()]) if (name !== 'ssl') target.searchParams.delete(name)
  return {
    uri: target.href,
    connectTimeout: 3_000,
    enableKeepAlive: true,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    flags: ['-LOCAL_FILES'],
    maxPreparedStatements: 200,
    disableEval: !mayCompile(),
  }
}
