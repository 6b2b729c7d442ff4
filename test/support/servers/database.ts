import { randomBytes } from 'node:crypto'
import { execute } from './mysql-server.ts'

export type Database = { readonly url: string; drop(): Promise<void> }

/** Makes an empty database: tests never touch one that they did not make. */
export const freshDatabase = async (serverUrl: string): Promise<Database> => {
  const name = `kiosk_test_${randomBytes(8).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = ''
  const server = url.href
  url.pathname = name
  await execute(server, `CREATE DATABASE ${name}`)
  return {
    url: url.href,
    drop: async () => {
      await execute(server, `DROP DATABASE IF EXISTS ${name}`)
    },
  }
}
