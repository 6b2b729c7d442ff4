import type { z } from 'zod'
import type { listedProduct, OrderBody } from '../support/bodies.ts'

export type ProductBody = z.infer<typeof listedProduct>
export type Line = { readonly product_id: number; readonly quantity: number }

/**
 * What became of a request. `ok`: the shop did it. `fail`: it certainly did nothing. `unknown`: no answer, or one that
 * leaves it open (503), so that it may have happened or not, and the client has to ask again.
 */
export type Outcome<T> =
  | ({ readonly type: 'ok' } & T)
  | { readonly type: 'fail'; readonly why: string }
  | { readonly type: 'unknown' }

/** Who asked, and when: milliseconds on the one clock of the process that watches. */
type Request = { readonly client: string; readonly invoked: number; readonly completed: number }

export type CheckoutRequest = Request & {
  readonly kind: 'checkout'
  /** The idempotency key, which one client may use again for the same cart and for nothing else. */
  readonly key: string
  /** What the cart was filled with. No two carts of one client hold the same, so that an order tells its cart. */
  readonly lines: readonly Line[]
  readonly outcome: Outcome<{ readonly order: OrderBody; readonly replayed: boolean }>
}

export type CancelRequest = Request & {
  readonly kind: 'cancel'
  readonly orderId: string
  readonly outcome: Outcome<{ readonly order: OrderBody }>
}

export type ListRequest = Request & {
  readonly kind: 'list'
  readonly outcome: Outcome<{ readonly products: readonly ProductBody[] }>
}

export type Operation = CheckoutRequest | CancelRequest | ListRequest

/** Everything that was asked between two states of the shop, each of which was read while nobody asked for anything. */
export type History = {
  readonly before: readonly ProductBody[]
  readonly operations: readonly Operation[]
  readonly after: {
    readonly products: readonly ProductBody[]
    /** Every order of every client, by the client's name. */
    readonly orders: ReadonlyMap<string, readonly OrderBody[]>
  }
}
