import { z } from 'zod'
import type { StockPage } from '../../../application/catalogue/manage-stock.ts'
import { MAX_STOCK } from '../../../domain/catalogue/product.ts'
import { givenReasons, type StockChange } from '../../../domain/catalogue/stock.ts'
import { idCursor, note, pageLimit, timeView, whole } from './fields.ts'

const units = whole(0, MAX_STOCK)

/** A change with its reason, or what was counted with what was expected. */
export const stockBody = z
  .strictObject({
    change: whole(-MAX_STOCK, MAX_STOCK).optional(),
    counted: units.optional(),
    // A cancellation may have put back more than a count can name.
    expected: whole(0, Number.MAX_SAFE_INTEGER).optional(),
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

export const stockQuery = z.strictObject({ limit: pageLimit.default(20), cursor: idCursor })

export const stockChangeView = (of: StockChange) => ({
  product_id: of.productId,
  change: of.change,
  stock_after: of.stockAfter,
  reason: of.reason,
  order_id: of.orderId ?? null,
  user_id: of.userId ?? null,
  note: of.note ?? null,
  at: timeView(of.at),
})

export const stockPageView = ({ items, next }: StockPage) => ({
  changes: items.map(stockChangeView),
  next_cursor: next === undefined ? null : String(next.id),
})
