import type { SalesReader } from '../../application/ports/sales.ts'
import { money } from '../../domain/money.ts'
import { orderStatuses } from '../../domain/sales/order.ts'
import type { ProductSales, Sale } from '../../domain/sales/report.ts'
import type { Dialect, Reading, Row } from './executor.ts'
import { keyOf } from './orders.ts'
import { allIn, integer, oneOf, text, uuid } from './statements.ts'

const saleOf = (row: Row): Sale => ({
  id: uuid(row, 'id'),
  userId: integer(row, 'user_id'),
  placedAt: integer(row, 'placed_at'),
  status: oneOf(row, 'status', orderStatuses),
  total: money(integer(row, 'total_minor')),
  refunded: money(integer(row, 'refunded_minor')),
})

const productSalesOf = (row: Row): ProductSales => ({
  productId: integer(row, 'product_id'),
  name: text(row, 'name'),
  orders: integer(row, 'orders'),
  units: integer(row, 'units'),
  total: money(integer(row, 'total')),
})

export const sqlSalesReader = (executor: Reading, dialect: Dialect): SalesReader => ({
  page: async ({ from, to, limit, after }) => {
    const start = after ? [after.placedAt, after.placedAt, keyOf(after.id)] : [from, from, '']
    const sql = `SELECT id, user_id, placed_at, status, total_minor, refunded_minor
      FROM orders${dialect.forceIndex('orders_by_time')}
      WHERE placed_at >= ? AND (placed_at > ? OR id > ?) AND placed_at < ? ORDER BY placed_at, id LIMIT ?`
    return (await executor.all(sql, [...start, to, limit])).map(saleOf)
  },
  ofProducts: async (ids) => {
    const sql = (list: string) => `SELECT s.*, p.name FROM (
        SELECT product_id, COUNT(*) AS orders,
          CAST(SUM(quantity) AS SIGNED) AS units, CAST(SUM(quantity * unit_price_minor) AS SIGNED) AS total
        FROM order_lines${dialect.forceIndex('PRIMARY')} WHERE order_id IN (${list}) GROUP BY product_id
      ) s JOIN products p${dialect.forceIndex('PRIMARY')} ON p.id = s.product_id`
    return (await allIn(executor, ids.map(keyOf), sql)).map(productSalesOf)
  },
})
