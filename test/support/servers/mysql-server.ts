import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** A server on which tests may make databases; `name` is product and version, as in `MariaDB 10.11.19`. */
export type MysqlServer = { readonly name: string; readonly url: string }

/** Runs one statement on a connection of its own. */
export const execute = async (url: string, statement: string): Promise<readonly RowDataPacket[]> => {
  const connection = await createConnection({ uri: url, connectTimeout: 3_000 })
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement)
    return rows
  } finally {
    await connection.end()
  }
}

/** Throws when the server does not answer. */
export const mysqlServer = async (url: string): Promise<MysqlServer> => {
  const [row] = await execute(url, 'SELECT VERSION() AS version')
  const version = String(row?.version)
  const [number = version] = /^[\d.]+/.exec(version) ?? []
  return { name: `${version.includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${number}`, url }
}
