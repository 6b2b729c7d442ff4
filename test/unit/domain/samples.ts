import type { Product } from '../../../src/domain/catalogue/product.ts'
import { money } from '../../../src/domain/money.ts'
import type { Cart } from '../../../src/domain/sales/cart.ts'
import type { Purchase } from '../../../src/domain/sales/placing.ts'

/** A product of which only the given facts matter. */
export const aProduct = (facts: Partial<Omit<Product, 'price'>> & { readonly price?: number }): Product => ({
  id: 1,
  version: 1,
  sku: undefined,
  name: `product ${facts.id ?? 1}`,
  description: '',
  stock: 10,
  imageUrl: undefined,
  archived: false,
  ...facts,
  price: money(facts.price ?? 100),
})

export const PRICE_ADDED = money(100)

export const cartOf = (userId: number, ...lines: (readonly [productId: number, quantity: number])[]): Cart => ({
  userId,
  lines: lines.map(([productId, quantity]) => ({ productId, quantity, priceAdded: PRICE_ADDED })),
})

/** The `n`th purchase, of which only the given facts matter; its key is its order's id unless it has one. */
export const aPurchase = (n: number, facts: Partial<Purchase> & { readonly userId: number }): Purchase => {
  const orderId = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const without = { expectedTotal: undefined, shipTo: undefined, note: undefined }
  return { orderId, idempotencyKey: orderId, placedAt: 1_000 + n, ...without, ...facts }
}
