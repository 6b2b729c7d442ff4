import type { KeptStockChange, StockReader } from '../../application/ports/products.ts'
import { type StockChange, stockReasons } from '../../domain/catalogue/stock.ts'
import type { Dialect, Executor, Reading, Row } from './executor.ts'
import { insertRows, integer, oneOf, optionalInteger, optionalText, uuid, uuidBytes } from './statements.ts'

/**
 * In an engine's types; the text of applied migrations: it must not change. `id` is a counter: rows of a product are
 * added while its row is locked, so theirs ascend. Without foreign keys, each of which every sale would pay for: products
 * and orders are never deleted.
 */
export const stockLedger = (
  types: Readonly<Record<'id' | 'order' | 'integer' | 'reason' | 'note' | 'end', string>>,
) => {
  const { id, order, integer, reason, note, end } = types
  return [
    `CREATE TABLE IF NOT EXISTS stock_changes (
      id ${id},
      product_id ${integer} NOT NULL,
      delta ${integer} NOT NULL,
      stock_after ${integer} NOT NULL,
      reason ${reason} NOT NULL,
      order_id ${order} NULL,
      user_id ${integer} NULL,
      note ${note} NULL,
      changed_at ${integer} NOT NULL,
      CONSTRAINT stock_changes_stock_range CHECK (stock_after BETWEEN 0 AND 999999999999999),
      CONSTRAINT stock_changes_reason_known CHECK (reason IN
        ('opening', 'import', 'sale', 'cancellation', 'correction', 'received', 'returned'))
    ) ${end}`,
    'CREATE INDEX stock_changes_by_product ON stock_changes (product_id, id)',
  ] as const
}

/** Opens the ledger of products that have none, and adds what the previous version, or SQL by hand, has left out. */
export const balanceLedger = async (executor: Executor): Promise<readonly string[]> => {
  const insert = `INSERT INTO stock_changes (product_id, delta, stock_after, reason, changed_at)
    SELECT p.id, p.stock - COALESCE(s.total, 0), p.stock,
      CASE WHEN s.total IS NULL THEN 'opening' ELSE 'correction' END, ?
    FROM products p LEFT JOIN (SELECT product_id, SUM(delta) AS total FROM stock_changes GROUP BY product_id) s
      ON s.product_id = p.id
    WHERE p.stock <> COALESCE(s.total, 0)`
  await executor.run(insert, [Date.now()])
  return []
}

const columns = 'product_id delta stock_after reason order_id user_id note changed_at'.split(' ')

const valuesOf = ({ productId, change, stockAfter, reason, orderId = '', userId, note, at }: StockChange) => {
  return [productId, change, stockAfter, reason, uuidBytes(orderId) ?? null, userId ?? null, note ?? null, at]
}

export const addToLedger = (executor: Executor, changes: readonly StockChange[]): Promise<void> =>
  insertRows(executor, 'stock_changes', columns, changes.map(valuesOf))

const changeOf = (row: Row): KeptStockChange => ({
  id: integer(row, 'id'),
  productId: integer(row, 'product_id'),
  change: integer(row, 'delta'),
  stockAfter: integer(row, 'stock_after'),
  reason: oneOf(row, 'reason', stockReasons),
  orderId: row.order_id === null ? undefined : uuid(row, 'order_id'),
  userId: optionalInteger(row, 'user_id'),
  note: optionalText(row, 'note'),
  at: integer(row, 'changed_at'),
})

export const sqlStockReader = (executor: Reading, dialect: Dialect): StockReader => ({
  page: async (productId, limit, before = Number.MAX_SAFE_INTEGER) => {
    // A product without changes has one row of nulls.
    const sql = `SELECT c.id, ${columns.map((column) => `c.${column}`).join(', ')} FROM products p
      LEFT JOIN stock_changes c${dialect.forceIndex('stock_changes_by_product')} ON c.product_id = p.id AND c.id < ?
      WHERE p.id = ? ORDER BY c.id DESC LIMIT ?`
    const rows = await executor.all(sql, [before, productId, limit])
    return rows.length === 0 ? undefined : rows.filter((row) => row.id !== null).map(changeOf)
  },
})
