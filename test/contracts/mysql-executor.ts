import mysql from 'mysql2'
import { connectionOptions } from '../../src/adapters/mysql/connect.ts'
import { mysqlConnection } from '../../src/adapters/mysql/connection.ts'

/** Without a deadline. */
const unwatched: Parameters<typeof mysqlConnection>[1] = (_what, _timeoutMs, start) =>
  new Promise((resolve, reject) => {
    start((error, value) => {
      if (error) reject(error)
      else resolve(value)
      return true
    })
  })

/** One connection to the database at `url`, as the shop makes it. */
export const openMysqlExecutor = (url: string) => {
  const connection = mysql.createConnection(connectionOptions(url))
  const end = () => new Promise<unknown>((resolve) => connection.end(resolve))
  return { executor: mysqlConnection(connection, unwatched, 5_000), end }
}
