import type { ProductId } from './product.ts'
import { err, ok, type Result } from './result.ts'
import type { UserId } from './user.ts'

export type CartLine = { readonly productId: ProductId; readonly quantity: number }

/** What one user means to buy: one line a product, in product order. */
export type Cart = { readonly userId: UserId; readonly lines: readonly CartLine[] }

export type QuantityOutOfRange = { readonly type: 'quantity_out_of_range'; readonly quantity: number }
export type CartFull = { readonly type: 'cart_full' }

export const MAX_QUANTITY = 9_999
export const MAX_LINES = 1_000

export const quantityOf = (cart: Cart, productId: ProductId): number =>
  cart.lines.find((line) => line.productId === productId)?.quantity ?? 0

export const removeLine = (cart: Cart, productId: ProductId): Cart => ({
  ...cart,
  lines: cart.lines.filter((line) => line.productId !== productId),
})

/** Makes the product's line say exactly `quantity`, from 1 to `MAX_QUANTITY`. */
export const setLine = (
  cart: Cart,
  productId: ProductId,
  quantity: number,
): Result<Cart, QuantityOutOfRange | CartFull> => {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    return err({ type: 'quantity_out_of_range', quantity })
  }
  const others = removeLine(cart, productId).lines
  if (others.length >= MAX_LINES) return err({ type: 'cart_full' })
  const lines = [...others, { productId, quantity }].sort((a, b) => a.productId - b.productId)
  return ok({ ...cart, lines })
}

/** Adds to what the cart already holds of the product. */
export const addToLine = (
  cart: Cart,
  productId: ProductId,
  quantity: number,
): Result<Cart, QuantityOutOfRange | CartFull> =>
  quantity < 1
    ? err({ type: 'quantity_out_of_range', quantity })
    : setLine(cart, productId, quantityOf(cart, productId) + quantity)
