import { Unavailable } from '../../application/ports/unavailable.ts'

// Result codes: https://www.sqlite.org/rescode.html. The low byte is the primary code, the rest says more.
const BUSY = 5
const READONLY = 8
const IOERR = 10
const FULL = 13
const CANTOPEN = 14
const CONSTRAINT_PRIMARYKEY = 1555
const CONSTRAINT_UNIQUE = 2067

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Another connection, perhaps of another process, is writing. */
export const isBusy = (error: unknown): boolean => (codeOf(error) & 0xff) === BUSY

export const isDuplicate = (error: unknown): boolean =>
  codeOf(error) === CONSTRAINT_UNIQUE || codeOf(error) === CONSTRAINT_PRIMARYKEY

export const isMissingTable = (error: unknown): boolean => reasonOf(error).includes('no such table')

/** What the port calls it when the disk, and not the statement, is at fault; anything else stays what it is. */
export const outageOf = (error: unknown): unknown => {
  if (isBusy(error)) return new Unavailable('another process is writing to the database file', 'contended', error)
  const faults = [READONLY, IOERR, FULL, CANTOPEN]
  return faults.includes(codeOf(error) & 0xff)
    ? new Unavailable(`the database file cannot be used: ${reasonOf(error)}`, 'away', error)
    : error
}
