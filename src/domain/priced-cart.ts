import type { Cart } from './cart.ts'
import { type Money, sum } from './money.ts'
import { lineTotal, type OrderLine } from './order.ts'
import type { Product } from './product.ts'

/** A cart at today's names and prices. */
export type PricedCart = { readonly lines: readonly OrderLine[]; readonly total: Money }

/** Prices a cart from products that hold at least its own; a line whose product is gone is left out. */
export const priceCart = (cart: Cart, products: readonly Product[]): PricedCart => {
  const byId = new Map(products.map((product) => [product.id, product]))
  const lines = cart.lines.flatMap(({ productId, quantity }) => {
    const product = byId.get(productId)
    return product ? [{ productId, name: product.name, unitPrice: product.price, quantity }] : []
  })
  return { lines, total: sum(lines.map(lineTotal)) }
}
