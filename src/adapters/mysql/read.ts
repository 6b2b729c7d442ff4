import type { Row, Value } from '../sql/session.ts'
import { awayBecause, isLost, isSpent } from './errors.ts'
import type { Connections } from './pool.ts'
import { mysqlSession } from './session.ts'

/** Reads with one statement outside any transaction; reading again does no harm, so a stale connection is passed over. */
export const readOnce = async (
  connections: Connections,
  deadline: number,
  sql: string,
  values: readonly Value[] = [],
): Promise<readonly Row[]> => {
  for (;;) {
    const { connection, fresh } = await connections.acquire()
    try {
      const rows = await mysqlSession(connection, connections.within, deadline).all(sql, values)
      connection.release()
      return rows
    } catch (error) {
      if (isSpent(error)) connections.hangUp(connection)
      else connection.release()
      if (!isLost(error)) throw error
      if (fresh) throw awayBecause(error)
    }
  }
}
