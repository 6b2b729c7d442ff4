import type { OrderBody } from '../support/bodies.ts'
import type { CancelRequest, CheckoutRequest, History, Line, ListRequest, Operation } from './history.ts'

/** What the shop of these histories starts with. */
export const LAMP = { id: 1, name: 'Lamp', price: 10.99, stock: 10 }
export const PEN = { id: 2, name: 'Pen', price: 0.1, stock: 5 }

const shelf = [LAMP, PEN]

export const lamps = (quantity: number): Line => ({ product_id: LAMP.id, quantity })
export const pens = (quantity: number): Line => ({ product_id: PEN.id, quantity })

/** An order of these lines as it has to be. */
export const order = (id: string, ...lines: readonly Line[]): OrderBody => {
  const items = lines.map(({ product_id, quantity }) => {
    const { name, price } = product_id === LAMP.id ? LAMP : PEN
    return { product_id, name, price, quantity, line_total: Math.round(price * 100 * quantity) / 100 }
  })
  const total = items.reduce((cents, { line_total }) => cents + Math.round(line_total * 100), 0) / 100
  return { id, status: 'placed', placed_at: '2026-11-22T12:00:00.000Z', items, total, currency: 'USD' }
}

const told = { client: 'ada', invoked: 2, completed: 4 }

/** A checkout of Ada's. */
export const checkout = (
  key: string,
  lines: readonly Line[],
  outcome: CheckoutRequest['outcome'],
): CheckoutRequest => ({ ...told, kind: 'checkout', key, lines, outcome })

export const placed = (placed: OrderBody, replayed = false) => ({ type: 'ok', order: placed, replayed }) as const
export const refused = (why: string) => ({ type: 'fail', why }) as const
export const unknown = { type: 'unknown' } as const

export const cancel = (orderId: string, outcome: CancelRequest['outcome']): CancelRequest => ({
  ...told,
  kind: 'cancel',
  orderId,
  outcome,
})

/** A list of products that Ada read, with this number of lamps in stock; while she bought and cancelled, if nothing is said. */
export const list = (stock: number, invoked = 3, completed = 3): ListRequest => ({
  ...told,
  invoked,
  completed,
  kind: 'list',
  outcome: { type: 'ok', products: [{ ...LAMP, stock }] },
})

/** What was asked, and the final state: Ada's orders, and the stock of lamps and pens. */
export const history = (
  operations: readonly Operation[],
  orders: readonly OrderBody[],
  [lampsLeft, pensLeft]: readonly [lamps: number, pens: number],
): History => ({
  before: shelf,
  operations,
  after: {
    products: [
      { ...LAMP, stock: lampsLeft },
      { ...PEN, stock: pensLeft },
    ],
    orders: new Map([['ada', orders]]),
  },
})

/** What Ada buys in most of these histories, and what she buys besides. */
export const CART = [lamps(2), pens(3)]
export const OTHER = [lamps(1)]
export const bought = order('o1', ...CART)
export const asked = checkout('k1', CART, placed(bought))
