import type { TestProject } from 'vitest/node'
import { findServers } from './find-servers.ts'
import type { MysqlServer } from './mysql-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty when this machine has none, as the last lines of the output then say. */
    readonly mysqlServers: readonly MysqlServer[]
  }
}

/** Provides the MySQL servers to the tests of a project. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const { servers, stop } = await findServers()
  project.provide('mysqlServers', servers)
  // Runs once a project: the next project finds the server that this one has started.
  const before = process.env.TEST_MYSQL_URL
  process.env.TEST_MYSQL_URL = servers.map(({ url }) => url).join(',')
  return async () => {
    if (before === undefined) delete process.env.TEST_MYSQL_URL
    await stop()
  }
}
