import type { Dialect } from '../sql/dialect.ts'
import { isDuplicate, isMissingTable } from './errors.ts'

/** A unit of work holds the whole file (BEGIN IMMEDIATE), so rows need no locks and no order of locking. */
export const sqliteDialect: Dialect = {
  forUpdate: '',
  // Its planner finds them all by itself.
  through: () => '',
  orReplace: (key, column) => ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${column} = excluded.${column}`,
  isDuplicate,
  isMissingTable,
}
