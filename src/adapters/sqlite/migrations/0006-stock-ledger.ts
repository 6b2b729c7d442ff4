import type { Migration } from '../../sql/migrations.ts'
import { balanceLedger, stockLedger } from '../../sql/stock-ledger.ts'

const id = 'INTEGER PRIMARY KEY AUTOINCREMENT'
const types = { id, order: 'BLOB', integer: 'INTEGER', reason: 'TEXT', note: 'TEXT', end: 'STRICT' }

export const ledger: Migration = {
  number: 6,
  name: 'stock-ledger',
  statements: stockLedger(types),
  step: balanceLedger,
}
