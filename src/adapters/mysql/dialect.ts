import { Unavailable } from '../../application/unavailable.ts'
import type { Dialect } from '../sql/executor.ts'

const property = (error: unknown, name: 'errno' | 'sqlState' | 'code' | 'fatal'): unknown =>
  error instanceof Error ? Reflect.get(error, name) : undefined

/** A refused connection to a name with several addresses has a code and no message. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)) || String(property(error, 'code') ?? 'no reason given')

// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html and https://mariadb.com/kb/en/mariadb-error-codes/
/** Of number, SQLSTATE, code and text, as in `1213 40001 ER_LOCK_DEADLOCK Deadlock found`. */
const matches = (error: unknown, pattern: RegExp): boolean =>
  pattern.test(
    `${property(error, 'errno')} ${property(error, 'sqlState')} ${property(error, 'code')} ${reasonOf(error)}`,
  )

/** The driver's own error, where another one says in what it happened. */
export const originOf = (error: unknown): unknown => (error instanceof Error && error.cause) || error

/** True when the server itself reported the error. */
export const hasAnswered = (error: unknown): boolean => matches(originOf(error), /^\d/)

export const isDuplicate = (error: unknown): boolean => matches(error, /^1062 /)

/** Undone, also at COMMIT: SQLSTATE 40 but 40003 (unknown), MariaDB's changed record, Group Replication's conflicts. */
const isRolledBack = (error: unknown): boolean =>
  matches(error, /^(\d+ 40(?!003)|1020 |1180 .*\berror 149\b|3100 .*before_commit)/)

/** Another transaction, or a change of the tables, is in the way. */
export const isConflict = (error: unknown): boolean => isRolledBack(error) || matches(error, /^(1205|1412) /)

/** Of an error at a COMMIT: nothing was committed; also when the server has become read-only, or nothing was sent. */
export const isUncommitted = (error: unknown): boolean =>
  isConflict(error) || matches(error, /^(1290|1792|1836) |in closed state$/)

// The driver's, and a proxy's, for the network; SQLSTATE 08 (connection), 70100 (interrupted) and HY001 (memory); and
// what has no state of its own: shutting down, read-only, killed, too slow, too many, a forgotten prepared statement.
const TRANSIENT =
  /^(\S+ \S+ (E[A-Z]+|PROTOCOL_[A-Z_]+) |(?!1153)\d+ (08|70100|HY001)|(20\d\d|900\d|1036|1041|1077|1135|1203|1206|1226|1243|1290|1297|1615|1792|1836|3024|3032|3168|3169|379\d|3989|4031) )/

/** The connection is lost, or the server refuses for now: another connection may reach another server. */
export const isLost = (error: unknown): boolean => property(error, 'fatal') === true || matches(error, TRANSIENT)

/** Of a unit of work. A duplicate is the key that a concurrent transaction has added since the unit looked for it. */
export const maxAttempts = (error: unknown): number => {
  if (isRolledBack(error)) return 8
  return isConflict(error) || isLost(error) || isDuplicate(error) ? 2 : 1
}

/** What an operator has to correct: waiting does not help. The driver's text may hold what a customer wrote. */
const faultOf = (error: unknown, url: string): string | undefined => {
  const { host, username: user, pathname } = new URL(url)
  const database = pathname.slice(1)
  const faults: readonly (readonly [RegExp, string])[] = [
    [/^(1045|1698) /, `the database at ${host} refuses user ${user}: correct user and password in DATABASE_URL`],
    [/^1130 /, `the database at ${host} lets nobody in from this host: create the user ${user} for it`],
    [/^1129 /, `the database at ${host} has blocked this host: run FLUSH HOSTS, and raise max_connect_errors`],
    [/^(1820|1862|3118|3955|4151) /, `user ${user} at ${host} is locked or needs a new password: see to it there`],
    [/^1251 |unknown plugin/, `user ${user} has an unknown kind of password: give it caching_sha2_password`],
    [/^3159 /, `the database at ${host} takes TLS only: add ?ssl={"rejectUnauthorized":true} to DATABASE_URL`],
    [/^1044 /, `user ${user} may not use the database ${database} at ${host}: grant it, or name another`],
    [/^(1046|1049) /, `there is no database ${database} at ${host}: create it, or correct DATABASE_URL`],
    [/^(1142|1143|1227) /, 'the user of DATABASE_URL lacks a privilege: grant it all on its database'],
    [/^(1064|1115|1193|1273) /, 'the database is too old, or another product: use MySQL 8.4, MariaDB 10.11, or later'],
    [/^(1071|1709) /, 'the database takes short keys only: set its innodb_default_row_format to DYNAMIC'],
    [/^(1054|1146|1932) /, "a table is missing, or is not the shop's: restore a backup, or name an empty database"],
    [/^(1021|1114) |^(?!1062|1366).*\berr(no:?|or) (28|122)\b/, 'the disk of the database is full: free space there'],
    [/^1461 /, 'the database takes no more prepared statements: raise its max_prepared_stmt_count'],
    [/^1153 /, 'a statement is longer than the database takes: set its max_allowed_packet to 1M or more'],
    [/^(12(53|67|70|71)|3854|3988) |^1366 .*string value/, 'a table is not in utf8mb4_bin any more: convert it back'],
  ]
  const fault = faults.find(([pattern]) => matches(error, pattern))
  return fault && `${fault[1]} (error ${property(error, 'errno') ?? property(error, 'code')})`
}

/** The failure of a connection to `url`, as the port reports it. */
export const unavailable = (error: unknown, url: string): Unavailable => {
  if (error instanceof Unavailable) return error
  const fault = faultOf(error, url)
  const state = isConflict(error) ? 'lock conflict:' : 'the database is unavailable:'
  return new Unavailable(fault ?? `${state} ${reasonOf(error)}`, { retryable: fault === undefined, cause: error })
}

/** What became of work at `url`, as the port reports it. */
export const portError = (error: unknown, url: string): unknown => {
  const origin = error instanceof Unavailable ? error : originOf(error)
  if (origin instanceof Unavailable) return origin
  const fault = faultOf(origin, url)
  // For some rows alone: others go on.
  const isOfRow = matches(origin, /^(1153|12(53|67|70|71)|1366|3854|3988) /)
  if (fault !== undefined && isOfRow) return new Error(fault, { cause: origin })
  return fault !== undefined || isConflict(origin) || isLost(origin) ? unavailable(origin, url) : error
}

/** What MySQL and MariaDB have in common. */
export const mysqlDialect: Dialect = {
  forUpdate: ' FOR UPDATE',
  // FOR SHARE is unknown to MariaDB.
  forShare: ' LOCK IN SHARE MODE',
  forceIndex: (index) => ` FORCE INDEX (${index})`,
  // MySQL's newer form with a row alias is unknown to MariaDB.
  orReplace: (_key, columns) =>
    ` ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  isMissing: (error) => matches(error, /^(1054|1146) /),
  isRepeated: (error) => matches(error, /^(1060|1061|1091|3822) /),
}
