import { administrationTables } from '../../sql/administration-tables.ts'
import type { Migration } from '../../sql/migrations.ts'

const end = 'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
const id = 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY'

export const administration: Migration = {
  number: 6,
  name: 'administration',
  statements: administrationTables({ id, integer: 'BIGINT', text: 'MEDIUMTEXT', word: 'VARCHAR(255)', end }),
}
