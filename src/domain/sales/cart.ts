import type { UserId } from '../accounts/user.ts'
import type { Product, ProductId } from '../catalogue/product.ts'
import { type Money, sum } from '../money.ts'
import { err, ok, type Result } from '../result.ts'
import { lineTotal, type OrderLine } from './order.ts'

export type CartLine = { readonly productId: ProductId; readonly quantity: number }
export type Cart = { readonly userId: UserId; readonly lines: readonly CartLine[] }
export type PricedCart = { readonly lines: readonly OrderLine[]; readonly total: Money }

export type QuantityOutOfRange = { readonly type: 'quantity_out_of_range'; readonly quantity: number }
export type CartFull = { readonly type: 'cart_full' }
type Changed = Result<Cart, QuantityOutOfRange | CartFull>

export const MAX_QUANTITY = 9_999
export const MAX_LINES = 1_000

export const quantityOf = (cart: Cart, productId: ProductId): number =>
  cart.lines.find((line) => line.productId === productId)?.quantity ?? 0

export const setLine = (cart: Cart, productId: ProductId, quantity: number): Changed => {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    return err({ type: 'quantity_out_of_range', quantity })
  }
  const others = cart.lines.filter((line) => line.productId !== productId)
  if (others.length >= MAX_LINES) return err({ type: 'cart_full' })
  const lines = [...others, { productId, quantity }].sort((a, b) => a.productId - b.productId)
  return ok({ ...cart, lines })
}

export const addToLine = (cart: Cart, productId: ProductId, quantity: number): Changed =>
  quantity < 1
    ? err({ type: 'quantity_out_of_range', quantity })
    : setLine(cart, productId, quantityOf(cart, productId) + quantity)

/** `products` include the cart's own; a line whose product is gone is left out. */
export const priceCart = (cart: Cart, products: readonly Product[]): PricedCart => {
  const byId = new Map(products.map((product) => [product.id, product]))
  const lines = cart.lines.flatMap(({ productId, quantity }) => {
    const product = byId.get(productId)
    return product ? [{ productId, name: product.name, unitPrice: product.price, quantity }] : []
  })
  return { lines, total: sum(lines.map(lineTotal)) }
}
