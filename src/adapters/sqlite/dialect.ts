import type { Dialect } from '../sql/executor.ts'
import { isDuplicate, isMissing } from './errors.ts'

/** A unit of work locks the whole file, so rows need no locks. */
export const sqliteDialect: Dialect = {
  forUpdate: '',
  forceIndex: () => '',
  orReplace: (key, columns) =>
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  isDuplicate,
  isMissing,
  // One transaction.
  isRepeated: () => false,
}
