import { z } from 'zod'
import { toDecimal } from '../../../domain/money.ts'
import { MAX_LINES, type PricedCart } from '../../../domain/sales/cart.ts'
import { amount, currencyCode, id, quantity } from './fields.ts'
import { line, lineView } from './orders.ts'

export const cartItemBody = z.object({ user_id: z.int().optional(), product_id: id, quantity })
export const cartLineBody = z.strictObject({ quantity })

export const cart = z.strictObject({ items: z.array(line).max(MAX_LINES), total: amount, currency: currencyCode })
export const added = z.strictObject({ message: z.literal('Item added to cart!'), cart })
export type Added = z.output<typeof added>

export const cartView = ({ lines, total }: PricedCart, currency: string): z.output<typeof cart> => ({
  items: lines.map(lineView),
  total: toDecimal(total),
  currency,
})
