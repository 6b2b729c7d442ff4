import type { Executor } from './executor.ts'

/**
 * In an engine's types. `id` is a counter: rows of a product are added while its row is locked, so theirs ascend. Without
 * foreign keys, each of which every sale would pay for: products and orders are never deleted.
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
