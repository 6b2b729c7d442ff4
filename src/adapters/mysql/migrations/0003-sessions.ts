import type { Migration } from '../../sql/migrations.ts'
import { sessionTables } from '../../sql/session-tables.ts'

const end = 'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
const types = { id: 'BINARY(16)', token: 'VARBINARY(43)', text: 'VARCHAR(255)', integer: 'BIGINT', end }

export const sessions: Migration = {
  number: 3,
  name: 'sessions',
  statements: [
    'ALTER TABLE users ADD COLUMN disabled TINYINT NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))',
    'ALTER TABLE users ADD COLUMN must_change_password TINYINT NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1))',
    ...sessionTables(types),
  ],
}
