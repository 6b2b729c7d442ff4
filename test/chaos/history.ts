import type { z } from 'zod'
import type { listedProduct, OrderBody } from '../support/bodies.ts'

type ProductBody = z.infer<typeof listedProduct>
export type Line = { readonly product_id: number; readonly quantity: number }

/** `ok`: executed. `fail`: certainly not executed. `unknown` (Jepsen's `info`): executed or not. */
export type Outcome<T> =
  | ({ readonly type: 'ok' } & T)
  | { readonly type: 'fail'; readonly code: string }
  | { readonly type: 'unknown' }

/** Invocation and completion on the clock of the test process. */
export type Completed<T> = {
  readonly client: string
  readonly invokedMs: number
  readonly completedMs: number
  readonly outcome: Outcome<T>
}

export type Checkout = Completed<{ readonly order: OrderBody; readonly replayed: boolean }> & {
  readonly kind: 'checkout'
  /** The idempotency key, which a client uses for one cart only. */
  readonly key: string
  /** No two carts of a client have the same lines, so that an order tells its cart. */
  readonly lines: readonly Line[]
}

export type Cancellation = Completed<{ readonly order: OrderBody }> & {
  readonly kind: 'cancel'
  readonly orderId: string
}

export type Listing = Completed<{ readonly products: readonly ProductBody[] }> & { readonly kind: 'list' }

export type Operation = Checkout | Cancellation | Listing

/** All operations between two states of the shop, each of which was read while no operation ran. */
export type History = {
  readonly before: readonly ProductBody[]
  readonly operations: readonly Operation[]
  readonly after: {
    readonly products: readonly ProductBody[]
    readonly orders: readonly { readonly client: string; readonly order: OrderBody }[]
  }
}
