import type { Migration } from '../../sql/migrations.ts'
import { balanceLedger, stockLedger } from '../../sql/stock-ledger.ts'

const end = 'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
const id = 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY'
const types = { id, order: 'BINARY(16)', integer: 'BIGINT', reason: 'VARCHAR(12)', note: 'VARCHAR(1000)', end }

export const ledger: Migration = {
  number: 5,
  name: 'stock-ledger',
  statements: stockLedger(types),
  step: balanceLedger,
}
