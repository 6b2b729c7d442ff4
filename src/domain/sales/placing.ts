import type { AccountGone, UserId } from '../accounts/user.ts'
import { available, type Product, type ProductId, reserve } from '../catalogue/product.ts'
import { type StockChange, stockChange } from '../catalogue/stock.ts'
import type { Money } from '../money.ts'
import { err, ok, type Result } from '../result.ts'
import type { Cart, CartLine, PricedLine } from './cart.ts'
import { type Order, type OrderId, type OrderLine, place, type ShipTo } from './order.ts'

export type Purchase = {
  readonly orderId: OrderId
  readonly userId: UserId
  readonly idempotencyKey: string
  /** The total the buyer saw; the purchase is refused when it differs. */
  readonly expectedTotal: Money | undefined
  readonly placedAt: number
  readonly shipTo: ShipTo | undefined
  readonly note: string | undefined
}

export type CartEmpty = { readonly type: 'cart_empty' }
/** A withdrawn product has none available, and is not on sale. */
export type ShortLine = Pick<PricedLine, 'productId' | 'name' | 'onSale'> &
  Readonly<Record<'requested' | 'available', number>>
export type OutOfStock = { readonly type: 'out_of_stock'; readonly lines: readonly ShortLine[] }
export type TotalChanged = { readonly type: 'total_changed'; readonly expected: Money; readonly actual: Money }
export type IdempotencyKeyReused = { readonly type: 'idempotency_key_reused'; readonly orderId: OrderId }
export type PurchaseRefused = AccountGone | CartEmpty | OutOfStock | TotalChanged | IdempotencyKeyReused

/** `replayed`: an earlier purchase with the same key placed the order. */
export type Placed = { readonly order: Order; readonly replayed: boolean }

/** The state before: carts, their products, orders already placed under the purchases' keys. */
type Snapshot = Readonly<{ carts: readonly Cart[]; products: readonly Product[]; placed: readonly Order[] }>

export const purchaseKey = (of: Pick<Order, 'userId' | 'idempotencyKey'>) => `${of.userId} ${of.idempotencyKey}`

/** First come, first served: answers an outcome per purchase, in order, and what has to be saved. */
export const settle = (before: Snapshot, purchases: readonly Purchase[]) => {
  const carts = new Map(before.carts.map((cart) => [cart.userId, cart]))
  const shelf = new Map(before.products.map((product) => [product.id, product]))
  const placed = new Map(before.placed.map((order) => [purchaseKey(order), order]))
  const orders: Order[] = []
  const stockChanges: StockChange[] = []

  const settleOne = (purchase: Purchase): Result<Placed, PurchaseRefused> => {
    const earlier = placed.get(purchaseKey(purchase))
    const cart = carts.get(purchase.userId)
    if (earlier) {
      const replayed = earlier.id !== purchase.orderId
      // A purchase that finds its own order, after a lost answer, is not checked: the cart may be filled again.
      if (!replayed || !isAnother(purchase, cart, earlier)) return ok({ order: earlier, replayed })
      return err({ type: 'idempotency_key_reused', orderId: earlier.id })
    }
    if (!cart) return err({ type: 'account_gone' })
    if (cart.lines.length === 0) return err({ type: 'cart_empty' })
    const priced = priceLines(cart, shelf)
    if (!priced.ok) return priced

    const { orderId: id, expectedTotal, ...purchased } = purchase
    const order = place({ id, ...purchased, lines: priced.value })
    if (expectedTotal !== undefined && expectedTotal !== order.total) {
      return err({ type: 'total_changed', expected: expectedTotal, actual: order.total })
    }

    for (const line of order.lines) {
      const product = shelf.get(line.productId)
      if (!product) continue
      const left = reserve(product, line.quantity)
      shelf.set(line.productId, left)
      stockChanges.push(stockChange(product, left.stock, { reason: 'sale', at: order.placedAt, orderId: id }))
    }
    carts.set(purchase.userId, { ...cart, lines: [] })
    placed.set(purchaseKey(order), order)
    orders.push(order)
    return ok({ order, replayed: false })
  }

  const outcomes = purchases.map(settleOne)
  return { outcomes, orders, stockChanges, emptiedCarts: orders.map((order) => order.userId) }
}

/** Whether the buyer asks for something else than this order; an empty cart asks for nothing. */
const isAnother = (purchase: Purchase, cart: Cart | undefined, order: Order): boolean => {
  const { expectedTotal, shipTo } = purchase
  if (expectedTotal !== undefined && expectedTotal !== order.total) return true
  if (shipTo !== undefined && JSON.stringify(shipTo) !== JSON.stringify(order.shipTo)) return true
  if (!cart || cart.lines.length === 0) return false
  const ordered = new Map(order.lines.map(({ productId, quantity }) => [productId, quantity]))
  const isOrdered = ({ productId, quantity }: CartLine) => ordered.get(productId) === quantity
  return cart.lines.length !== ordered.size || !cart.lines.every(isOrdered)
}

/** The cart's lines at today's prices, or every line that is short. */
const priceLines = (cart: Cart, shelf: ReadonlyMap<ProductId, Product>): Result<readonly OrderLine[], OutOfStock> => {
  const lines: OrderLine[] = []
  const short: ShortLine[] = []
  for (const { productId, quantity } of cart.lines) {
    const product = shelf.get(productId)
    const left = product ? available(product) : 0
    const name = product?.name ?? ''
    if (product && left >= quantity) lines.push({ productId, name, unitPrice: product.price, quantity })
    else short.push({ productId, name, requested: quantity, available: left, onSale: product?.archived === false })
  }
  return short.length === 0 ? ok(lines) : err({ type: 'out_of_stock', lines: short })
}
