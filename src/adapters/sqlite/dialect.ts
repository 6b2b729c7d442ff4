import { Unavailable } from '../../application/unavailable.ts'
import type { Dialect } from '../sql/executor.ts'

// https://www.sqlite.org/rescode.html: the low byte is the primary code.
const BUSY = 5
/** READONLY, IOERR, CORRUPT, FULL, CANTOPEN and NOTADB. */
const OF_THE_FILE = [8, 10, 11, 13, 14, 26]

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const isBusy = (error: unknown): boolean => codeOf(error) === BUSY

/** `Unavailable` for a busy file or a fault of the disk. */
export const orUnavailable = (error: unknown): unknown => {
  if (isBusy(error)) return new Unavailable('another process is writing to the database file', { cause: error })
  if (!OF_THE_FILE.includes(codeOf(error))) return error
  return new Unavailable(`the database file cannot be used: ${reasonOf(error)}`, { cause: error })
}

/** A unit of work locks the whole file, so rows need no locks. */
export const sqliteDialect: Dialect = {
  forUpdate: '',
  forShare: '',
  forceIndex: () => '',
  orReplace: (key, columns) =>
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  isMissing: (error) => /no such (table|column)/.test(reasonOf(error)),
  // One transaction.
  isRepeated: () => false,
}
