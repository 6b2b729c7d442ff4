import type { Dialect } from '../sql/dialect.ts'
import { isDuplicate, isMissingTable } from './errors.ts'

/** What MySQL and MariaDB have in common. */
export const mysqlDialect: Dialect = {
  forUpdate: ' FOR UPDATE',
  through: (index) => ` FORCE INDEX (${index})`,
  // MySQL's newer form with a row alias is unknown to MariaDB.
  orReplace: (_key, column) => ` ON DUPLICATE KEY UPDATE ${column} = VALUES(${column})`,
  isDuplicate,
  isMissingTable,
}
