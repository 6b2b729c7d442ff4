import { z } from 'zod'
import type { AuditPage, KeptAuditEntry } from '../../../application/audit.ts'
import type { CustomerSales } from '../../../application/orders/report-sales.ts'
import { toDecimal } from '../../../domain/money.ts'
import type { ProductSales, SalesTotals } from '../../../domain/sales/report.ts'
import { snakeCase } from '../../../domain/text.ts'
import { idCursor, pageLimit, timeView } from './fields.ts'
import { daysOf, isPeriod, NO_PERIOD, period } from './periods.ts'

export const salesQuery = period
  .extend({ by: z.enum(['day', 'product', 'customer']).default('day') })
  .refine(isPeriod, NO_PERIOD)
  .transform((query) => ({ ...query, ...daysOf(query) }))

/** Of a report: cells of a table. */
export type ReportRow = Readonly<Record<string, string | number | null>>

const totalsView = (of: SalesTotals) => ({
  orders: of.orders,
  total: toDecimal(of.total),
  cancelled: toDecimal(of.cancelled),
  refunded: toDecimal(of.refunded),
  net: toDecimal(of.net),
})

export const daySalesView = (day: string, of: SalesTotals): ReportRow => ({ day, ...totalsView(of) })

export const productSalesView = (of: ProductSales): ReportRow => ({
  product_id: of.productId,
  name: of.name,
  orders: of.orders,
  units: of.units,
  total: toDecimal(of.total),
})

export const customerSalesView = (of: CustomerSales): ReportRow => ({
  customer_id: of.userId,
  email: of.user?.email ?? null,
  ...totalsView(of),
})

export const auditQuery = z.strictObject({ limit: pageLimit.default(20), cursor: idCursor })

const factsView = (facts: object) =>
  Object.fromEntries(Object.entries(facts).map(([name, fact]) => [snakeCase(name), fact]))

const auditEntryView = (of: KeptAuditEntry) => ({
  id: of.id,
  at: timeView(of.at),
  user_id: of.userId ?? null,
  request_id: of.requestId ?? null,
  action: of.action,
  subject: of.subject,
  before: factsView(of.before),
  after: factsView(of.after),
})

export const auditView = ({ items, next }: AuditPage) => ({
  entries: items.map(auditEntryView),
  next_cursor: next ? String(next.id) : null,
})
