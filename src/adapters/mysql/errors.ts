import { Unavailable } from '../../application/unavailable.ts'

// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html and https://mariadb.com/kb/en/mariadb-error-codes/
const [LOCK_WAIT_TIMEOUT, DUPLICATE, NO_SUCH_TABLE, NO_SUCH_COLUMN] = [1205, 1062, 1146, 1054]
const [CHANGED_RECORD, ERROR_AT_COMMIT] = [1020, 1180]

/**
 * A retry may reach another server: too many connections (1040, 1203, 1226); shutting down (1053, 1077); a Galera node
 * that is not ready (1047); read-only (1290, 1792, 1836); killed (1317, 1927, 3169, 4031); the network timed out (1159,
 * 1161).
 */
const transient: ReadonlySet<number> = new Set([
  1040, 1203, 1226, 1053, 1077, 1047, 1290, 1792, 1836, 1317, 1927, 3169, 4031, 1159, 1161,
])

const [ALWAYS, FOR_ROW] = [true, false]
/** What an operator has to correct, by the driver's number and text: always, or for some rows, so others go on. */
const faults: readonly (readonly [RegExp, boolean, string])[] = [
  [/^(1021|1114) |errno: 28\b|\berror 28\b/, ALWAYS, 'the disk of the database is full: free space there'],
  [/^(1142|1143|1227) /, ALWAYS, 'the user of DATABASE_URL lacks a privilege: grant it all on its database'],
  [/^(1115|1273) /, ALWAYS, 'the database does not know utf8mb4_bin: use MySQL 8.4 or MariaDB 10.11, or later'],
  [/^1153 /, FOR_ROW, 'a statement is longer than the database takes: set its max_allowed_packet to 1M or more'],
  [
    /^(1253|1267|1270|1271|3854|3988) |^1366 .*string value/,
    FOR_ROW,
    'a table is not in utf8mb4_bin any more: convert it back',
  ],
]

const property = (error: unknown, name: 'errno' | 'code' | 'sqlState' | 'fatal'): unknown =>
  error instanceof Error ? Reflect.get(error, name) : undefined

/** Positive for the server's own errors. */
const errnoOf = (error: unknown): number => Number(property(error, 'errno') ?? 0)

/** A refused connection to a name with several addresses has a code and no message. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)) || String(property(error, 'code') ?? 'no reason given')

/** True when the server itself reported the error. */
export const hasAnswered = (error: unknown): boolean => errnoOf(error instanceof Unavailable ? error.cause : error) > 0

export const isDuplicate = (error: unknown): boolean => errnoOf(error) === DUPLICATE
export const isMissing = (error: unknown): boolean => [NO_SUCH_TABLE, NO_SUCH_COLUMN].includes(errnoOf(error))
export const isLockTimeout = (error: unknown): boolean => errnoOf(error) === LOCK_WAIT_TIMEOUT

/**
 * The server has rolled the whole transaction back, also at COMMIT: SQLSTATE class 40, but for 40003, which does not know;
 * MariaDB's changed record; a conflict that Group Replication reports as a failed commit.
 */
export const isRolledBack = (error: unknown): boolean =>
  /^40(?!003)/.test(String(property(error, 'sqlState'))) ||
  errnoOf(error) === CHANGED_RECORD ||
  (errnoOf(error) === ERROR_AT_COMMIT && /\berror 149\b/.test(reasonOf(error)))

/** Another transaction is in the way; as `lockConflict` when it stays there. */
export const isConflict = (error: unknown): boolean => isRolledBack(error) || isLockTimeout(error)
export const lockConflict = (error: unknown): Unavailable =>
  new Unavailable(`lock conflict: ${reasonOf(error)}`, { cause: error })

/** The connection broke, or the server reported a transient error. */
export const isLost = (error: unknown): boolean =>
  property(error, 'fatal') === true ||
  transient.has(errnoOf(error)) ||
  /^(E[A-Z]+|PROTOCOL_[A-Z_]+)$/.test(String(property(error, 'code')))

/** Lost, or a statement on it was given up at its deadline. */
export const isUnusable = (error: unknown): boolean => isLost(error) || error instanceof Unavailable

/** Closed before anything was sent: a COMMIT certainly did nothing. */
export const failedBeforeSend = (error: unknown): boolean =>
  isLost(error) && reasonOf(error).includes('in closed state')

/** In a sentence with the next step, where there is one; the driver's text may hold what a customer wrote. */
export const explained = (error: unknown): unknown => {
  const fault = faults.find(([text]) => text.test(`${errnoOf(error)} ${reasonOf(error)}`))
  if (!fault) return error
  const [, always, sentence] = fault
  const message = `${sentence} (${property(error, 'code')})`
  return always ? new Unavailable(message, { retryable: false, cause: error }) : new Error(message, { cause: error })
}

/** A fault that the operator has to correct: waiting does not help. */
const faultOfAddress = (error: unknown, url: string): string | undefined => {
  const { host, username, pathname } = new URL(url)
  const database = pathname.slice(1)
  const refused = `the database at ${host} refuses user ${username}: correct user and password in DATABASE_URL`
  return new Map([
    [1045, refused],
    [1698, refused],
    [1044, `user ${username} may not use the database ${database} at ${host}: grant it, or name another`],
    [1049, `there is no database ${database} at ${host}: create it, or correct DATABASE_URL`],
  ]).get(errnoOf(error))
}

/** The failure of a connection to `url`, as the port reports it. */
export const unavailable = (error: unknown, url: string): Unavailable => {
  if (error instanceof Unavailable) return error
  const fault = faultOfAddress(error, url)
  const message = fault ?? `the database is unavailable: ${reasonOf(error)}`
  return new Unavailable(message, { retryable: fault === undefined, cause: error })
}
