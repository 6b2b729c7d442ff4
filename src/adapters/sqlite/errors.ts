import { Unavailable } from '../../application/unavailable.ts'

// https://www.sqlite.org/rescode.html: the low byte is the primary code.
const BUSY = 5
/** READONLY, IOERR, CORRUPT, FULL, CANTOPEN and NOTADB. */
const OF_THE_FILE = [8, 10, 11, 13, 14, 26]
/** CONSTRAINT_PRIMARYKEY and CONSTRAINT_UNIQUE. */
const DUPLICATES = [1555, 2067]

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const isBusy = (error: unknown): boolean => (codeOf(error) & 0xff) === BUSY

export const isDuplicate = (error: unknown): boolean => DUPLICATES.includes(codeOf(error))

export const isMissing = (error: unknown): boolean => /no such (table|column)/.test(reasonOf(error))

/** `Unavailable` for a busy file or a fault of the disk. */
export const orUnavailable = (error: unknown): unknown => {
  if (isBusy(error)) return new Unavailable('another process is writing to the database file', { cause: error })
  if (!OF_THE_FILE.includes(codeOf(error) & 0xff)) return error
  return new Unavailable(`the database file cannot be used: ${reasonOf(error)}`, { cause: error })
}
