import { administrationTables } from '../../sql/administration-tables.ts'
import type { Migration } from '../../sql/migrations.ts'

const end = 'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
const id = 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY'

export const administration: Migration = {
  number: 6,
  name: 'administration',
  statements: [
    ...administrationTables({ id, integer: 'BIGINT', text: 'MEDIUMTEXT', word: 'VARCHAR(255)', end }),
    // Each line that is sold paid for the key and its index, which protect nothing: products are archived, never deleted.
    'ALTER TABLE order_lines DROP FOREIGN KEY order_lines_product, DROP KEY order_lines_by_product',
  ],
}
