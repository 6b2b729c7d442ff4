import { z } from 'zod'
import { toDecimal } from '../../../domain/money.ts'
import type { PricedCart, PricedLine } from '../../../domain/sales/cart.ts'
import { id, quantity } from './fields.ts'
import { lineView } from './orders.ts'

export const cartItemBody = z.object({ user_id: z.int().optional(), product_id: id, quantity })
export const cartLineBody = z.strictObject({ quantity })

const cartLineView = (of: PricedLine) => ({
  ...lineView(of),
  on_sale: of.onSale,
  in_stock: of.inStock,
  // JSON leaves it out where the price is the same.
  price_was: of.priceWas && toDecimal(of.priceWas),
})

export const cartView = ({ lines, total }: PricedCart, currency: string) => ({
  items: lines.map(cartLineView),
  total: toDecimal(total),
  currency,
})
