import { Hono } from 'hono'
import type { Shop } from '../../../../application/shop.ts'
import type { HttpEnvironment } from '../../environment.ts'
import { guardsOf } from '../../middleware/guards.ts'
import { validQuery } from '../../middleware/validate.ts'
import { json } from '../../responses.ts'
import * as views from '../../schemas/reports.ts'
import { sendTable } from '../../tables.ts'

type Report = { readonly columns: readonly string[]; readonly rows: readonly views.ReportRow[] }

const TOTALS = ['orders', 'total', 'cancelled', 'refunded', 'net']

export const reportRoutes = (shop: Shop, currency: string) => {
  const administrator = guardsOf(shop).user({ role: 'admin' })
  const reportSales = async (by: string, days: readonly string[], borders: readonly number[]): Promise<Report> => {
    const period = { from: borders.at(0) ?? 0, to: borders.at(-1) ?? 0 }
    if (by === 'product') {
      const rows = (await shop.salesByProduct(period)).map(views.productSalesView)
      return { columns: ['product_id', 'name', 'orders', 'units', 'total'], rows }
    }
    if (by === 'customer') {
      const rows = (await shop.salesByCustomer(period)).map(views.customerSalesView)
      return { columns: ['customer_id', 'email', ...TOTALS], rows }
    }
    const totals = await shop.salesByDay(borders)
    return { columns: ['day', ...TOTALS], rows: totals.map((of, i) => views.daySalesView(days[i] ?? '', of)) }
  }
  return new Hono<HttpEnvironment>()
    .get('/admin/reports/sales', administrator, validQuery(views.salesQuery), async (c) => {
      const { by, from, to, timezone, days, borders } = c.req.valid('query')
      const report = await reportSales(by, days, borders)
      return sendTable(c, {
        ...report,
        about: { by, from, to, timezone, currency },
        name: `sales-by-${by}-${from}-${to}`,
      })
    })
    .get('/admin/audit', administrator, validQuery(views.auditQuery), async (c) => {
      const { limit, cursor: before } = c.req.valid('query')
      return json(c, views.auditView(await shop.listAudit({ limit, before })))
    })
}
