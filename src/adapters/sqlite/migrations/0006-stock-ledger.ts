import type { Migration } from '../../sql/migrations.ts'
import { balanceLedger, stockLedger } from '../../sql/stock-ledger.ts'

export const ledger: Migration = {
  number: 6,
  name: 'stock-ledger',
  statements: stockLedger({
    ...{ id: 'INTEGER PRIMARY KEY AUTOINCREMENT', order: 'BLOB', integer: 'INTEGER', end: 'STRICT' },
    ...{ reason: 'TEXT', note: 'TEXT' },
  }),
  step: balanceLedger,
}
