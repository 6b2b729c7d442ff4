import { expect, test } from 'vitest'
import type { OrderBody } from '../support/bodies.ts'
import { violations } from './checker.ts'
import {
  acknowledged,
  bought,
  CART,
  cancel,
  cancelled,
  checkout,
  history,
  LAMP,
  lamps,
  list,
  order,
  PEN,
  placed,
  refused,
  unknown,
} from './histories.ts'
import type { History } from './history.ts'

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
  'an order is cancelled': history([acknowledged, cancel({ type: 'ok', order: cancelled })], [cancelled], [10, 5]),
  'a cancellation without a result was not executed': history([acknowledged, cancel(unknown)], [bought]),
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

test('the checker judges no history in which a client used one key for two carts', () => {
  const invalid = history([checkout(unknown), checkout(unknown, 'k1', [lamps(1)])], [])
  expect(() => violations(invalid)).toThrow('the history is invalid: ada used the key k1 for two carts')
})
