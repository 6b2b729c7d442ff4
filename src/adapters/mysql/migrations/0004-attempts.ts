import { attemptsTable } from '../../sql/attempts.ts'
import type { Migration } from '../../sql/migrations.ts'

/** For throttling. */
export const attempts: Migration = {
  number: 4,
  name: 'attempts',
  statements: attemptsTable({ key: 'VARBINARY(43)', integer: 'BIGINT', end: 'ENGINE = InnoDB' }),
}
