import { Buffer } from 'node:buffer'
import mysql, { type Connection } from 'mysql2/promise'
import { turns } from '../../application/turns.ts'
import type { Row, Session, Value, Written } from '../sql/session.ts'
import type { Within } from './deadline.ts'

export type MysqlSession = Session & {
  /** From now on every statement is refused. */
  end(): void
  /** What went wrong first, if anything did: the transaction may be gone, so nothing more is sent. */
  failure(): unknown
}

/** Errors after which a transaction goes on: the statement was refused, and everything before it stands. */
type Harmless = (error: unknown) => boolean

/**
 * Statements over one connection, one after another. After a failure that is not `harmless` no other is sent: behind a
 * deadlock, which ends the transaction, the next one would be committed by itself.
 */
export const mysqlSession = (
  connection: Connection,
  within: Within,
  deadline: number,
  harmless: Harmless = () => false,
): MysqlSession => {
  const inTurn = turns()
  let failure: unknown

  const send = (sql: string, values: readonly Value[]): Promise<unknown> =>
    inTurn(async () => {
      if (failure !== undefined) throw failure
      try {
        // Values never become part of a statement's text; without any there is nothing to prepare.
        const sent = values.length === 0 ? connection.query(sql) : connection.execute(sql, values.map(parameter))
        const [answer] = await within(deadline, 'a statement', sent)
        return answer
      } catch (error) {
        if (!harmless(error)) failure = error
        throw error
      }
    })

  return {
    all: async (sql, values = []) => rowsOf(await send(sql, values)),
    run: async (sql, values = []) => writtenOf(await send(sql, values)),
    end: () => {
      failure ??= new Error('the unit of work has ended')
    },
    failure: () => failure,
  }
}

/** The driver sends numbers as DOUBLE unless told otherwise, which MariaDB refuses in LIMIT; ours are all whole. */
const parameter = (value: Value) => {
  if (typeof value === 'number') return mysql.TypedParameter.LONGLONG(value)
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null

const rowsOf = (answer: unknown): readonly Row[] => {
  if (!Array.isArray(answer) || !answer.every(isRow)) throw new Error('the database answered a SELECT without rows')
  return answer
}

const writtenOf = (answer: unknown): Written => {
  // A migration may look at its tables with a SELECT.
  if (!isRow(answer) || Array.isArray(answer)) return { changes: 0, lastId: 0 }
  return { changes: Number(answer.affectedRows), lastId: Number(answer.insertId) }
}
