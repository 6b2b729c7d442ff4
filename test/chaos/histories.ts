import type { OrderBody } from '../support/bodies.ts'
import type { Cancellation, Checkout, History, Line, Listing, Operation } from './history.ts'

export const LAMP = { id: 1, name: 'Lamp', price: 10.99, stock: 10 }
export const PEN = { id: 2, name: 'Pen', price: 0.1, stock: 5 }

export const lamps = (quantity: number): Line => ({ product_id: LAMP.id, quantity })
const pens = (quantity: number): Line => ({ product_id: PEN.id, quantity })

/** An exact order of these lines. */
export const order = (id: string, ...lines: readonly Line[]): OrderBody => {
  const items = lines.map(({ product_id, quantity }) => {
    const { name, price } = product_id === LAMP.id ? LAMP : PEN
    return { product_id, name, price, quantity, line_total: Math.round(price * 100 * quantity) / 100 }
  })
  const total = items.reduce((cents, { line_total }) => cents + Math.round(line_total * 100), 0) / 100
  return { id, status: 'placed', placed_at: '2026-11-22T12:00:00.000Z', items, total, currency: 'USD' }
}

const times = { client: 'ada', invokedMs: 2, completedMs: 4 }

export const placed = (order: OrderBody, replayed = false) => ({ type: 'ok', order, replayed }) as const
export const refused = (code: string) => ({ type: 'fail', code }) as const
export const unknown = { type: 'unknown' } as const

export const CART = [lamps(2), pens(3)]
/** The order of `CART`. */
export const bought = order('o1', ...CART)
export const cancelled: OrderBody = { ...bought, status: 'cancelled' }

export const checkout = (outcome: Checkout['outcome'], key = 'k1', lines: readonly Line[] = CART): Checkout => ({
  ...times,
  kind: 'checkout',
  key,
  lines,
  outcome,
})

export const acknowledged = checkout(placed(bought))

export const cancel = (outcome: Cancellation['outcome']): Cancellation => ({
  ...times,
  kind: 'cancel',
  orderId: bought.id,
  outcome,
})

/** A list with this stock of lamps, by default read while the other operations run. */
export const list = (stock: number, invokedMs = 3, completedMs = 3): Listing => ({
  ...times,
  invokedMs,
  completedMs,
  kind: 'list',
  outcome: { type: 'ok', products: [{ ...LAMP, stock }] },
})

/** `left`: the lamps and pens in stock in the end, by default those that `bought` leaves. */
export const history = (
  operations: readonly Operation[],
  orders: readonly OrderBody[],
  [lampsLeft, pensLeft]: readonly [number, number] = [8, 2],
): History => ({
  before: [LAMP, PEN],
  operations,
  after: {
    products: [
      { ...LAMP, stock: lampsLeft },
      { ...PEN, stock: pensLeft },
    ],
    orders: orders.map((order) => ({ client: 'ada', order })),
  },
})
