import { applyMigrations } from '../sql/migrations.ts'
import { awayBecause, isLost, misaddressed } from './errors.ts'
import { migrations } from './migrations/all.ts'
import type { Connections } from './pool.ts'
import { pulse } from './pulse.ts'
import { mysqlSession } from './session.ts'

/** Seconds to wait for another process that is migrating; and milliseconds for one step, which may rebuild a table. */
const PATIENCE = 60
const STEP = 3_600_000
/** Milliseconds, twice: a server that is busy with such a step may take its time to greet anyone. */
const SILENCE = 10_000

// Locks of this kind belong to the whole server, so the name says which database is meant, in at most 64 characters.
const lockName = `CONCAT('kiosk-migrate-', LEFT(SHA2(DATABASE(), 256), 40))`

/** CREATE and ALTER commit by themselves here: the lock, and not a transaction, keeps a second process out. */
export const migrate = async (connections: Connections, url: string): Promise<readonly string[]> => {
  const { connection } = await connections.acquire().catch((error: unknown) => {
    throw misaddressed(error, url) ?? error
  })
  const { within } = pulse(url, SILENCE)
  const session = mysqlSession(connection, within, STEP)
  try {
    const [row] = await session.all(`SELECT GET_LOCK(${lockName}, ${PATIENCE}) AS held`)
    if (row?.held !== 1) throw new Error(`another process has been migrating for ${PATIENCE} seconds: try again later`)
    const applied = await applyMigrations(session, migrations)
    await session.all(`SELECT RELEASE_LOCK(${lockName})`)
    connection.release()
    return applied
  } catch (error) {
    // The lock is the connection's, and goes with it.
    connections.hangUp(connection)
    throw isLost(error) ? awayBecause(error) : error
  }
}
