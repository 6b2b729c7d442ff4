import type { UserId } from '../accounts/user.ts'
import { available, type Product, type ProductId } from '../catalogue/product.ts'
import { type Money, sum } from '../money.ts'
import { err, ok, type Result } from '../result.ts'
import { lineTotal, type OrderLine } from './order.ts'

export type CartLine = {
  readonly productId: ProductId
  readonly quantity: number
  /** The price when the line was added; earlier versions did not keep it. */
  readonly priceAdded: Money | undefined
}
export type Cart = { readonly userId: UserId; readonly lines: readonly CartLine[] }
export type PricedLine = OrderLine & {
  readonly onSale: boolean
  /** Whether there are as many as the line asks for, on sale. */
  readonly inStock: boolean
  /** The price when the line was added, if it is another now. */
  readonly priceWas: Money | undefined
}
export type PricedCart = { readonly lines: readonly PricedLine[]; readonly total: Money }

export type QuantityOutOfRange = { readonly type: 'quantity_out_of_range'; readonly quantity: number }
export type CartFull = { readonly type: 'cart_full' }
type Changed = Result<Cart, QuantityOutOfRange | CartFull>

export const MAX_QUANTITY = 9_999
export const MAX_LINES = 1_000

export const quantityOf = (cart: Cart, productId: ProductId): number =>
  cart.lines.find((line) => line.productId === productId)?.quantity ?? 0

type Priced = Pick<Product, 'id' | 'price'>

export const setLine = (cart: Cart, { id: productId, price }: Priced, quantity: number): Changed => {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    return err({ type: 'quantity_out_of_range', quantity })
  }
  const others = cart.lines.filter((line) => line.productId !== productId)
  if (others.length >= MAX_LINES) return err({ type: 'cart_full' })
  const present = cart.lines.find((line) => line.productId === productId)
  const line = { productId, quantity, priceAdded: present ? present.priceAdded : price }
  const lines = [...others, line].sort((a, b) => a.productId - b.productId)
  return ok({ ...cart, lines })
}

export const addToLine = (cart: Cart, product: Priced, quantity: number): Changed =>
  quantity < 1
    ? err({ type: 'quantity_out_of_range', quantity })
    : setLine(cart, product, quantityOf(cart, product.id) + quantity)

/** `products` include the cart's own; a line whose product is gone is left out. */
export const priceCart = (cart: Cart, products: readonly Product[]): PricedCart => {
  const byId = new Map(products.map((product) => [product.id, product]))
  const lines = cart.lines.flatMap(({ productId, quantity, priceAdded }) => {
    const product = byId.get(productId)
    if (!product) return []
    const { name, price: unitPrice, archived } = product
    const inStock = available(product) >= quantity
    const priceWas = priceAdded === unitPrice ? undefined : priceAdded
    return [{ productId, name, unitPrice, quantity, onSale: !archived, inStock, priceWas }]
  })
  return { lines, total: sum(lines.map(lineTotal)) }
}
