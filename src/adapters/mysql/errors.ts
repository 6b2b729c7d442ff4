import { Unavailable } from '../../application/ports/unavailable.ts'

// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html and https://mariadb.com/kb/en/mariadb-error-codes/
const LOCK_WAIT_TIMEOUT = 1205
const DUPLICATE = 1062
const NO_SUCH_TABLE = 1146

/** Deadlock; MariaDB's changed record; a conflict that Group Replication found at COMMIT. The transaction is undone. */
const undone: ReadonlySet<number> = new Set([1213, 1020, 3101])

/** What ends a connection, or says that this server takes no writes or no connections now; another try may meet another. */
const away: ReadonlySet<number> = new Set([
  1040, // too many connections
  1203, // too many connections of this user
  1226, // this user's limit of something else
  1053, // shutting down
  1077, // shutting down, as an idle connection hears it
  1047, // a member of a Galera cluster that is not ready
  1290, // a server that became read-only
  1792, // a transaction that found itself read-only
  1836, // a replica
  1317, // the statement was killed
  1927, // the connection was killed (MariaDB)
  3169, // the session was killed
  4031, // cut off for idleness
  1021, // the disk is full
  1114, // the table is full, and with it the disk
  1159, // the network timed out, as the server saw it
  1161, // likewise, in writing
])

const errnoOf = (error: unknown): number =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : 0

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Node reports a refused connection to a name with several addresses without a message, but with a code. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)) || codeOf(error) || 'no reason given'

/** It is the server that said so, whatever it said; numbers of the system's own errors are below zero. */
export const hasAnswered = (error: unknown): boolean => errnoOf(error) > 0

export const isDuplicate = (error: unknown): boolean => errnoOf(error) === DUPLICATE
export const isMissingTable = (error: unknown): boolean => errnoOf(error) === NO_SUCH_TABLE
export const isUndone = (error: unknown): boolean => undone.has(errnoOf(error))
export const isLockTimeout = (error: unknown): boolean => errnoOf(error) === LOCK_WAIT_TIMEOUT

/** The connection, or the server behind it, is gone: the driver says `fatal`, or the socket an `E…` of its own. */
export const isLost = (error: unknown): boolean => {
  const fatal = error instanceof Error && 'fatal' in error && error.fatal === true
  return fatal || away.has(errnoOf(error)) || /^(E[A-Z]+|PROTOCOL_[A-Z_]+)$/.test(codeOf(error))
}

/** The connection is not to be used again: it is lost, or we gave it up at a deadline, in the middle of something. */
export const isSpent = (error: unknown): boolean => isLost(error) || error instanceof Unavailable

/** The driver saw that the connection was closed before it sent anything: the one loss whose outcome is certain. */
export const isUnsent = (error: unknown): boolean => isLost(error) && reasonOf(error).includes('in closed state')

export const awayBecause = (error: unknown): Unavailable =>
  error instanceof Unavailable ? error : new Unavailable(`the database is away: ${reasonOf(error)}`, 'away', error)

/** Faults of the address and not of the moment: what the operator has to mend, because waiting does not. */
export const misaddressed = (error: unknown, url: string): Error | undefined => {
  const { host, username, pathname } = new URL(url)
  const cause = error instanceof Unavailable ? error.cause : error
  switch (errnoOf(cause)) {
    case 1045:
    case 1698:
      return new Error(`the database at ${host} refuses user ${username}: correct user and password in DATABASE_URL`)
    case 1044:
      return new Error(
        `user ${username} may not use the database ${pathname.slice(1)} at ${host}: grant it, or name another`,
      )
    case 1046:
      return new Error(`DATABASE_URL names no database: add it, as in mysql://${username}:PASSWORD@${host}/kiosk`)
    case 1049:
      return new Error(`there is no database ${pathname.slice(1)} at ${host}: create it, or correct DATABASE_URL`)
    default:
      return undefined
  }
}
