import type { Dialect } from '../sql/dialect.ts'
import { isDuplicate, isMissingTable } from './errors.ts'

/** What MySQL and MariaDB have in common. */
export const mysqlDialect: Dialect = {
  forUpdate: ' FOR UPDATE',
  byPrimaryKey: ' FORCE INDEX (PRIMARY)',
  deleteFrom: (table) => `DELETE t FROM ${table} t FORCE INDEX (PRIMARY)`,
  // MySQL's newer form with a row alias is unknown to MariaDB.
  orReplace: (_key, column) => ` ON DUPLICATE KEY UPDATE ${column} = VALUES(${column})`,
  isDuplicate,
  isMissingTable,
}
