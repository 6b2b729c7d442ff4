import mysql from 'mysql2/promise'
import { checkMigrations } from '../sql/migrations.ts'
import { within } from './deadline.ts'
import { mysqlDialect } from './dialect.ts'
import { awayBecause, isLost } from './errors.ts'
import { migrations } from './migrations/all.ts'
import { connectionOptions } from './options.ts'
import { mysqlSession } from './session.ts'

/** Milliseconds: whoever asks whether the shop is ready wants to know soon. */
const DEADLINE = 500

/** Asks on a connection of its own, so that a pool at its limit does not look like a database that is away. */
export const checkReady = async (url: string): Promise<void> => {
  const coming = mysql.createConnection({ ...connectionOptions(url), connectTimeout: DEADLINE })
  const asked = coming.then((connection) => {
    const session = mysqlSession(connection, DEADLINE, () => false)
    return checkMigrations(session, mysqlDialect, migrations)
  })
  try {
    await within(DEADLINE, 'asking the database', asked)
  } catch (error) {
    throw isLost(error) ? awayBecause(error) : error
  } finally {
    coming.then(
      (connection) => connection.destroy(),
      () => undefined,
    )
  }
}
