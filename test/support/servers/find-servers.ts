import { forkThrowaway } from './forked-throwaway.ts'
import { installedServer } from './installed.ts'
import { type MysqlServer, mysqlServer } from './mysql-server.ts'

export type Found = { readonly servers: readonly MysqlServer[]; stop(): Promise<void> }

const stop = async (): Promise<void> => undefined

/**
 * The MySQL servers to test on: those that `TEST_MYSQL_URL` names, separated by commas; or else an installed one,
 * started as a throw-away; or else none. A named server that does not answer is an error.
 */
export const findServers = async (): Promise<Found> => {
  const named = process.env.TEST_MYSQL_URL
  if (named) return { servers: await Promise.all(named.split(',').map((url) => mysqlServer(url.trim()))), stop }
  if (installedServer() === undefined) return { servers: [], stop }
  const { url, end } = await forkThrowaway()
  return { servers: [await mysqlServer(url)], stop: end }
}
