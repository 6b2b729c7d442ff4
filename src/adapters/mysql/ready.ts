import { checkMigrations } from '../sql/migrations.ts'
import { within } from './deadline.ts'
import { mysqlDialect } from './dialect.ts'
import { awayBecause, isLost } from './errors.ts'
import { migrations } from './migrations/all.ts'
import { mysqlSession } from './session.ts'
import { visit } from './visit.ts'

/** Milliseconds: whoever asks whether the shop is ready wants to know soon. */
const DEADLINE = 500

/** Asks on a connection of its own, so that a pool at its limit does not look like a database that is away. */
export const checkReady = async (url: string): Promise<void> => {
  try {
    await visit(url, DEADLINE, (connection) =>
      checkMigrations(mysqlSession(connection, within, DEADLINE), mysqlDialect, migrations),
    )
  } catch (error) {
    throw isLost(error) ? awayBecause(error) : error
  }
}
