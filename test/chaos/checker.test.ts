import { expect, test } from 'vitest'
import type { OrderBody } from '../support/bodies.ts'
import { violations } from './checker.ts'
import type { Cancellation, Checkout, History, Line, Listing, Operation } from './history.ts'

const LAMP = { id: 1, name: 'Lamp', price: 10.99, stock: 10 }
const PEN = { id: 2, name: 'Pen', price: 0.1, stock: 5 }

const lamps = (quantity: number): Line => ({ product_id: LAMP.id, quantity })
const pens = (quantity: number): Line => ({ product_id: PEN.id, quantity })

const inCents = (amount: number): number => Number(amount.toFixed(2))

const order = (id: string, ...lines: readonly Line[]): OrderBody => {
  const items = lines.map(({ product_id, quantity }) => {
    const { name, price } = product_id === LAMP.id ? LAMP : PEN
    return { product_id, name, price, quantity, line_total: inCents(price * quantity) }
  })
  const total = inCents(items.reduce((sum, { line_total }) => sum + line_total, 0))
  return { id, status: 'placed', placed_at: '2026-11-22T12:00:00.000Z', items, total, currency: 'USD' }
}

const times = { client: 'ada', invokedMs: 2, completedMs: 4 }

const placed = (order: OrderBody, replayed = false) => ({ type: 'ok', order, replayed }) as const
const refused = (code: string) => ({ type: 'fail', code }) as const
const unknown = { type: 'unknown' } as const

const CART = [lamps(2), pens(3)]
const bought = order('o1', ...CART)
const cancelled: OrderBody = { ...bought, status: 'cancelled' }

const checkout = (outcome: Checkout['outcome'], key = 'k1', lines: readonly Line[] = CART): Checkout => {
  return { ...times, kind: 'checkout', key, lines, outcome }
}
const acknowledged = checkout(placed(bought))

const cancel = (outcome: Cancellation['outcome']): Cancellation => {
  return { ...times, kind: 'cancel', orderId: bought.id, outcome }
}

/** A list with this stock of lamps, by default read while the other operations run. */
const list = (stock: number, invokedMs = 3, completedMs = 3): Listing => {
  const outcome = { type: 'ok', products: [{ ...LAMP, stock }] } as const
  return { ...times, invokedMs, completedMs, kind: 'list', outcome }
}

/** The stock is the final one of lamps and pens, by default what `bought` leaves. */
const history = (
  operations: readonly Operation[],
  orders: readonly OrderBody[],
  left: readonly [lamps: number, pens: number] = [8, 2],
): History => ({
  before: [LAMP, PEN],
  operations,
  after: {
    products: [LAMP, PEN].map((product, i) => ({ ...product, stock: left[i] ?? 0 })),
    orders: orders.map((order) => ({ client: 'ada', order })),
  },
})

const accepted: Readonly<Record<string, History>> = {
  'lists show the stock before a checkout, during it and after it': history(
    [list(10, 0, 1), acknowledged, list(10), list(8), list(8, 1, 3), list(8, 5, 6)],
    [bought],
  ),
  'lists show the stock before and after a simultaneous cancellation': history(
    [acknowledged, { ...cancel(unknown), invokedMs: 6, completedMs: 8 }, list(8, 5, 7), list(10, 5, 7)],
    [cancelled],
    [10, 5],
  ),
  'an order has the lines of its cart in another sequence': history(
    [checkout(placed(bought), 'k1', CART.toReversed())],
    [bought],
  ),
  'a checkout without a result was not executed': history([checkout(unknown)], [], [10, 5]),
  'a checkout without a result was executed': history([checkout(unknown)], [bought]),
  'a repeated checkout is replayed': history([checkout(unknown), checkout(placed(bought, true))], [bought]),
  'another key buys the cart': history([checkout(unknown), checkout(placed(bought), 'k2')], [bought]),
  'another key finds the cart empty': history([checkout(unknown), checkout(refused('cart_empty'), 'k2')], [bought]),
}

test.for(Object.entries(accepted))('the checker accepts that %s', ([, accepted]) => {
  expect(violations(accepted)).toEqual([])
})

const lampLine = (price: number, line_total: number, total: number): OrderBody => ({
  ...bought,
  items: bought.items.map((line) => (line.product_id === LAMP.id ? { ...line, price, line_total } : line)),
  total,
})

const rejected: Readonly<Record<string, History>> = {
  'of 10 Lamp, 7 are in stock and 2 are sold': history([acknowledged], [bought], [7, 2]),
  'a list showed -1 Lamp at 10.99': history([checkout(unknown, 'k1', [lamps(11)])], [order('o1', lamps(11))], [-1, 5]),
  'a list showed 5 Pen at 0.11': {
    ...history([], []),
    after: { products: [LAMP, { ...PEN, price: 0.11 }], orders: [] },
  },
  'the total 20.3 of order o1 is not exact': history([checkout(unknown)], [lampLine(10, 20, 20.3)]),
  'the total 22.3 of order o1 is not exact': history([checkout(unknown)], [lampLine(10.99, 22, 22.3)]),
  'the total 22.281 of order o1 is not exact': history([checkout(unknown)], [{ ...bought, total: 22.281 }]),
  'the total 22 of order o1 is not exact': history(
    [acknowledged, cancel({ type: 'ok', order: { ...bought, total: 22 } })],
    [cancelled],
    [10, 5],
  ),
  'a list of ada showed 10 of 10 Lamp after 2 were sold': history([acknowledged, list(10, 5, 6)], [bought]),
  'a list of ada showed 8 of 10 Lamp when 0 were asked for': history([list(8, 0, 1), acknowledged], [bought]),
  'order o1 of ada has the lines of no cart': history([checkout(unknown)], [order('o1', lamps(2))], [8, 5]),
  'order o1 of bob has the lines of no cart; order o1, acknowledged to ada, is lost': {
    ...history([acknowledged], []),
    after: { ...history([], []).after, orders: [{ client: 'bob', order: bought }] },
  },
  'order o1, acknowledged to ada, has changed': history(
    [acknowledged],
    [{ ...bought, placed_at: '2026-11-22T12:00:01.000Z' }],
  ),
  'the cart of ada under k1 and k2 became 2 orders': history(
    [checkout(unknown, 'k1', [lamps(1)]), checkout(unknown, 'k2', [lamps(1)])],
    [order('o1', lamps(1)), order('o2', lamps(1))],
    [8, 5],
  ),
  'the cart of ada under k1 was answered with 2 orders; order o2, acknowledged to ada, is lost': history(
    [acknowledged, checkout(placed({ ...bought, id: 'o2' }))],
    [bought],
  ),
  'the cart of ada under k1 was refused and became order o1': history(
    [checkout(unknown), checkout(refused('cart_empty'))],
    [bought],
  ),
  'the cart of ada under k1 and k2 was empty and became no order': history(
    [checkout(unknown), checkout(refused('cart_empty'), 'k2')],
    [],
    [10, 5],
  ),
  'the cart of ada under k1 was replayed before it was executed': history(
    [checkout(refused('not_executed')), checkout(placed(bought, true))],
    [bought],
  ),
  'order o1 was cancelled and is placed': history([acknowledged, cancel({ type: 'ok', order: cancelled })], [bought]),
  'order o1 is cancelled without a request': history(
    [acknowledged, cancel(refused('order_not_cancellable'))],
    [cancelled],
    [10, 5],
  ),
}

test.for(Object.entries(rejected))('the checker finds that %s', ([found, rejected]) => {
  expect(violations(rejected).join('; ')).toBe(found)
})

test('the checker rejects a history in which a client used one key for two carts', () => {
  const invalid = history([checkout(unknown), checkout(unknown, 'k1', [lamps(1)])], [])
  expect(() => violations(invalid)).toThrow('the history is invalid: ada used the key k1 for two carts')
})
