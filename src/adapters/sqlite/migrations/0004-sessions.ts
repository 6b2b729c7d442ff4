import type { Migration } from '../../sql/migrations.ts'
import { sessionTables } from '../../sql/session-tables.ts'

const types = { id: 'BLOB', token: 'TEXT', text: 'TEXT', integer: 'INTEGER', end: 'STRICT, WITHOUT ROWID' }

export const sessions: Migration = {
  number: 4,
  name: 'sessions',
  statements: [
    'ALTER TABLE users ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))',
    'ALTER TABLE users ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1))',
    ...sessionTables(types),
  ],
}
