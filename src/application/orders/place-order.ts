import type { Result } from '../../domain/result.ts'
import { type Placed, type Purchase, type PurchaseRefused, settle } from '../../domain/sales/placing.ts'
import type { Needs } from '../needs.ts'

/** `idempotencyKey` is the client's; without one, the order's id is the key. */
type Checkout = Pick<Purchase, 'userId' | 'expectedTotal' | 'shipTo' | 'note'> & {
  readonly idempotencyKey: string | undefined
}
export type PurchaseResult = Result<Placed, PurchaseRefused>
type Settle = (purchase: Purchase) => Promise<PurchaseResult>

/** Buys what is in the cart. The order's id is made once, so that every retry places the same order. */
export const placeOrder =
  ({ clock, ids }: Pick<Needs, 'clock' | 'ids'>, settlePurchase: Settle) =>
  (checkout: Checkout): Promise<PurchaseResult> => {
    const orderId = ids.next()
    const idempotencyKey = checkout.idempotencyKey ?? orderId
    return settlePurchase({ ...checkout, orderId, idempotencyKey, placedAt: clock.now() })
  }

/**
 * Looks up the keys first: a retry, also after a lost COMMIT, finds the order that it placed. Only then can there be one
 * whose key is its own new id.
 */
export const settlePurchases =
  ({ unitOfWork }: Pick<Needs, 'unitOfWork'>) =>
  (purchases: readonly Purchase[], mayHaveRun = true): Promise<readonly PurchaseResult[]> =>
    unitOfWork.run(async ({ carts, products, orders }) => {
      const locked = await carts.lock(purchases.map(({ userId }) => userId))
      const placed = await orders.byIdempotencyKeys(
        purchases.filter(({ idempotencyKey, orderId }) => mayHaveRun || idempotencyKey !== orderId),
      )
      const shelf = await products.lock(locked.flatMap((cart) => cart.lines.map(({ productId }) => productId)))
      const result = settle({ carts: locked, products: shelf, placed }, purchases)
      await orders.add(result.orders)
      await products.changeStock(result.stockChanges)
      await carts.clear(result.emptiedCarts)
      return result.outcomes
    })
