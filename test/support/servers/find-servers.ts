import { forkThrowaway } from './forked-throwaway.ts'
import { installedServer } from './installed.ts'
import { type MysqlServer, mysqlServer } from './mysql-server.ts'

export type Found = { readonly servers: readonly MysqlServer[]; stop(): Promise<void> }

/**
 * The MySQL servers to test on: those that `TEST_MYSQL_URL` names, commas between them, or else one that is installed
 * here, started as a throw-away, or else none. A server that was named and does not answer is an error.
 */
export const findServers = async (): Promise<Found> => {
  const named = process.env.TEST_MYSQL_URL
  if (named) return { servers: await Promise.all(named.split(',').map((url) => mysqlServer(url.trim()))), stop }
  return installedServer() === undefined ? { servers: [], stop } : startThrowaway()
}

const stop = async (): Promise<void> => undefined

const startThrowaway = async (): Promise<Found> => {
  const { url, end } = await forkThrowaway()
  return { servers: [await mysqlServer(url)], stop: end }
}
