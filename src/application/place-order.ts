import type { Money } from '../domain/money.ts'
import { type Placed, type Purchase, type PurchaseRefused, settle } from '../domain/placing.ts'
import type { Result } from '../domain/result.ts'
import type { UserId } from '../domain/user.ts'
import { grouped } from './grouped.ts'
import type { Clock } from './ports/clock.ts'
import type { Ids } from './ports/ids.ts'
import { groupWatch, type Meter } from './ports/meter.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type Checkout = {
  readonly userId: UserId
  /** What the buyer calls this purchase; a purchase without a name is named after its order. */
  readonly idempotencyKey: string | undefined
  readonly expectedTotal: Money | undefined
}

export type PlaceOrder = {
  (checkout: Checkout): Promise<Result<Placed, PurchaseRefused>>
  close(): Promise<void>
}

type Needs = { readonly unitOfWork: UnitOfWork; readonly clock: Clock; readonly ids: Ids; readonly meter: Meter }

/**
 * Buys what is in the cart. Every purchase has a key, its own or its order's id, under which it is looked up before
 * anything is sold: so a repeated request, and a group that is settled again after a lost COMMIT, find the order that
 * is already there.
 */
export const placeOrder = ({ unitOfWork, clock, ids, meter }: Needs): PlaceOrder => {
  const settleGroup = (purchases: readonly Purchase[]) =>
    unitOfWork.run(async ({ carts, products, orders }) => {
      const locked = await carts.lock(purchases.map(({ userId }) => userId))
      const placed = await orders.underKeys(purchases)
      const wanted = locked.flatMap((cart) => cart.lines.map(({ productId }) => productId))
      const shelf = await products.lock(wanted)
      const settlement = settle({ carts: locked, products: shelf, placed }, purchases)
      await products.save(settlement.products)
      await orders.add(settlement.orders)
      await carts.clear(settlement.emptiedCarts)
      return settlement.outcomes
    })
  const buy = grouped(settleGroup, { limit: 64, repeatable: true, watch: groupWatch(meter, 'place_order') })

  const submit = async ({ userId, idempotencyKey, expectedTotal }: Checkout) => {
    const orderId = ids.next()
    const key = idempotencyKey ?? orderId
    const result = await buy({ orderId, userId, idempotencyKey: key, expectedTotal, at: clock.now() })
    meter.checkedOut(result.ok ? (result.value.replayed ? 'replayed' : 'placed') : result.error.type)
    return result
  }
  return Object.assign(submit, { close: buy.close })
}
