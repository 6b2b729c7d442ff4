import { z } from 'zod'
import { toDecimal } from '../../../domain/money.ts'
import type { PricedCart } from '../../../domain/sales/cart.ts'
import { id, quantity } from './fields.ts'
import { lineView } from './orders.ts'

export const cartItemBody = z.object({ user_id: z.int().optional(), product_id: id, quantity })
export const cartLineBody = z.strictObject({ quantity })

export const cartView = ({ lines, total }: PricedCart, currency: string) => ({
  items: lines.map(lineView),
  total: toDecimal(total),
  currency,
})
