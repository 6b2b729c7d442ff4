import type { Dialect } from '../sql/executor.ts'
import { isDuplicate, isMissing, isRepeated } from './errors.ts'

/** What MySQL and MariaDB have in common. */
export const mysqlDialect: Dialect = {
  forUpdate: ' FOR UPDATE',
  forceIndex: (index) => ` FORCE INDEX (${index})`,
  // MySQL's newer form with a row alias is unknown to MariaDB.
  orReplace: (_key, columns) =>
    ` ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  isDuplicate,
  isMissing,
  isRepeated,
}
