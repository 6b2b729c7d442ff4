import { administrationTables } from '../../sql/administration-tables.ts'
import type { Migration } from '../../sql/migrations.ts'

const id = 'INTEGER PRIMARY KEY AUTOINCREMENT'

export const administration: Migration = {
  number: 7,
  name: 'administration',
  statements: administrationTables({ id, integer: 'INTEGER', text: 'TEXT', word: 'TEXT', end: 'STRICT' }),
}
