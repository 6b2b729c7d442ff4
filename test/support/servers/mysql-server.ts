import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** A server on which the tests may make databases of their own; `name` is what it calls itself: `MariaDB 10.11.19`. */
export type MysqlServer = { readonly name: string; readonly url: string }

type Version = RowDataPacket & { readonly version: string }

/** Runs one statement of the tests' own on a connection of its own; `url` names a user, and a database or none. */
export const execute = async (url: string, statement: string): Promise<readonly RowDataPacket[]> => {
  const connection = await createConnection({ uri: url, connectTimeout: 3_000 })
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement)
    return rows
  } finally {
    await connection.end()
  }
}

/** Asks the server at `url` what it is; throws when it does not answer. */
export const mysqlServer = async (url: string): Promise<MysqlServer> => {
  const [row] = (await execute(url, 'SELECT VERSION() AS version')) as Version[]
  const version = row?.version ?? ''
  const [number = version] = /^[\d.]+/.exec(version) ?? []
  return { name: `${version.includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${number}`, url }
}
