import { z } from 'zod'
import type { StockPage } from '../../../application/catalogue/manage-stock.ts'
import { MAX_STOCK } from '../../../domain/catalogue/product.ts'
import { givenReasons, type StockChange } from '../../../domain/catalogue/stock.ts'
import { err, ok } from '../../../domain/result.ts'
import { singleLine } from '../../../domain/text.ts'
import { pageLimit, parsed, whole } from './fields.ts'

const MAX_NOTE = 1_000
const note = parsed((text) => singleLine(text, 1, MAX_NOTE)).optional()
const units = whole(0, MAX_STOCK)

/** A change with its reason, or what was counted with what was expected. */
export const stockBody = z
  .strictObject({
    change: whole(-MAX_STOCK, MAX_STOCK).optional(),
    counted: units.optional(),
    expected: units.optional(),
    reason: z.enum(givenReasons).optional(),
    note,
  })
  .transform(({ change, counted, expected, reason, note }, context) => {
    const fault = (field: string, message: string): never => {
      context.addIssue({ code: 'custom', path: [field], message })
      return z.NEVER
    }
    if (change !== undefined) {
      if (counted !== undefined) return fault('change', 'must not be beside counted')
      return reason === undefined ? fault('reason', 'is missing') : { by: { change }, reason, note }
    }
    if (counted === undefined) return fault('change', 'is missing, and so is counted')
    if (expected === undefined) return fault('expected', 'is missing')
    return { by: { counted, expected }, reason: reason ?? 'correction', note }
  })

const MAX_ID = 15

export const stockQuery = z.strictObject({
  limit: pageLimit.default(20),
  cursor: parsed((digits) =>
    /^[1-9]\d*$/.test(digits) && digits.length <= MAX_ID
      ? ok(Number(digits))
      : err('must be the next_cursor of a page before'),
  ).optional(),
})

export const stockChangeView = (of: StockChange) => ({
  product_id: of.productId,
  change: of.change,
  stock_after: of.stockAfter,
  reason: of.reason,
  order_id: of.orderId ?? null,
  user_id: of.userId ?? null,
  note: of.note ?? null,
  at: new Date(of.at).toISOString(),
})

export const stockPageView = ({ changes, next }: StockPage) => ({
  changes: changes.map(stockChangeView),
  next_cursor: next === undefined ? null : String(next),
})
