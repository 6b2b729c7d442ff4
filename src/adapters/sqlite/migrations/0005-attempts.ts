import { attemptsTable } from '../../sql/attempts.ts'
import type { Migration } from '../../sql/migrations.ts'

/** For throttling. */
export const attempts: Migration = {
  number: 5,
  name: 'attempts',
  statements: attemptsTable({ key: 'TEXT', integer: 'INTEGER', end: 'STRICT, WITHOUT ROWID' }),
}
