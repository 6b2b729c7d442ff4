import type { AttemptRepository } from '../../application/ports/attempts.ts'
import { type Attempts, NO_ATTEMPTS } from '../../domain/accounts/throttling.ts'
import type { Dialect, Executor, Row, Value } from './executor.ts'
import { allIn, insertRows, integer, paddedChunks, placeholders, text } from './statements.ts'

const columns = ['id', 'counted', 'opens_at', 'expires_at', 'known'] as const
const MAX_ROWS = 256

/** In an engine's types. A key is 43 bytes: 256 bits in base64url. The text of applied migrations: it must not change. */
export const attemptsTable = ({ key, integer, end }: Readonly<Record<'key' | 'integer' | 'end', string>>) => [
  `CREATE TABLE IF NOT EXISTS attempts (
    id ${key} NOT NULL PRIMARY KEY,
    counted ${integer} NOT NULL,
    opens_at ${integer} NOT NULL,
    expires_at ${integer} NOT NULL,
    known ${integer} NOT NULL CHECK (known IN (0, 1))
  ) ${end}`,
  'CREATE INDEX attempts_by_expiry ON attempts (expires_at)',
]

const attemptsOf = (row: Row): Attempts => ({
  count: integer(row, 'counted'),
  opensAt: integer(row, 'opens_at'),
  expiresAt: integer(row, 'expires_at'),
  isKnown: integer(row, 'known') !== 0,
})

const cellsOf = (id: string, { count, opensAt, expiresAt, isKnown }: Attempts): readonly Value[] => {
  return [id, count, opensAt, expiresAt, isKnown ? 1 : 0]
}

export const sqlAttempts = (executor: Executor, { forceIndex, forUpdate, orReplace }: Dialect): AttemptRepository => {
  /** Padded, so that three keys are one statement. */
  const upsert = (attempts: Iterable<readonly [string, Attempts]>, replaced: readonly string[]): Promise<void> => {
    const rows = paddedChunks([...attempts], MAX_ROWS).flat()
    const cells = rows.map(([id, each]) => cellsOf(id, each))
    return insertRows(executor, 'attempts', columns, cells, orReplace(['id'], replaced))
  }
  const select = (list: string) =>
    `SELECT ${columns.join(', ')} FROM attempts${forceIndex('PRIMARY')} WHERE id IN (${list}) ORDER BY id${forUpdate}`

  return {
    lock: async (keys) => {
      const sorted = [...new Set(keys)].sort()
      const find = async () =>
        new Map((await allIn(executor, sorted, select)).map((row) => [text(row, 'id'), attemptsOf(row)]))
      const found = await find()
      const missing = sorted.filter((key) => !found.has(key))
      if (missing.length === 0) return found
      // A row that does not exist cannot be locked. One that another unit has just inserted is waited for here.
      await upsert(
        missing.map((key) => [key, NO_ATTEMPTS]),
        ['id'],
      )
      return find()
    },
    save: (attempts) => upsert(attempts, columns.slice(1)),
    deleteExpired: async (before, limit) => {
      const sql = `SELECT id FROM attempts${forceIndex('attempts_by_expiry')} WHERE expires_at < ? ORDER BY expires_at LIMIT ?`
      const expired = await executor.all(sql, [before, limit])
      const ids = expired.map((row) => text(row, 'id')).sort()
      for (const chunk of paddedChunks(ids, MAX_ROWS)) {
        const condition = `id IN (${placeholders(chunk.length)}) AND expires_at < ?`
        await executor.run(`DELETE FROM attempts WHERE ${condition}`, [...chunk, before])
      }
    },
  }
}
