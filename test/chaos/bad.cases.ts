import {
  asked,
  bought,
  CART,
  cancel,
  checkout,
  history,
  LAMP,
  lamps,
  list,
  OTHER,
  order,
  PEN,
  placed,
  refused,
  unknown,
} from './histories.ts'
import type { History } from './history.ts'

const halfOfIt = { ...bought, items: bought.items.slice(0, 1) }
const cheaper = { ...bought, total: 22 }

/** What must not, and what the checker says of it. */
export const bad: Readonly<Record<string, readonly [found: History, ...faults: readonly string[]]>> = {
  'units are neither in stock nor sold': [
    history([asked], [bought], [7, 2]),
    'of 10 Lamp, 7 are in stock and 2 are sold',
  ],
  'more is sold than there was': [
    history([checkout('k1', [lamps(11)], placed(order('o1', lamps(11))))], [order('o1', lamps(11))], [0, 5]),
    'of 10 Lamp, 0 are in stock and 11 are sold',
  ],
  'stock is below zero in the end': [
    history([checkout('k1', [lamps(11)], placed(order('o1', lamps(11))))], [order('o1', lamps(11))], [-1, 5]),
    'a list showed -1 of Lamp at 10.99',
  ],
  'stock was below zero for a moment': [
    history([list(-1)], [], [10, 5]),
    'a list showed -1 of Lamp at 10.99',
    'ada was shown -1 of 10 Lamp, of which 0 were asked for',
  ],
  'there was more stock than ever': [
    history([], [], [11, 5]),
    'of 10 Lamp, 11 are in stock and 0 are sold',
    'a list showed 11 of Lamp at 10.99',
  ],
  'a list shows what was sold before it was asked for': [
    history([asked, list(10, 5, 6)], [bought], [8, 2]),
    'ada was shown 10 of 10 Lamp, of which 2 were sold before',
  ],
  'a list is without what nobody had asked for yet': [
    history([list(8, 0, 1), asked], [bought], [8, 2]),
    'ada was shown 8 of 10 Lamp, of which 0 were asked for',
  ],
  'a product is gone': [
    { ...history([], [], [10, 5]), after: { products: [LAMP], orders: new Map() } },
    'of 5 Pen, 0 are in stock and 0 are sold',
  ],
  'a price is another one': [
    { ...history([], [], [10, 5]), after: { products: [LAMP, { ...PEN, price: 0.11 }], orders: new Map() } },
    'a list showed 5 of Pen at 0.11',
  ],
  'a key made two orders': [
    history([checkout('k1', CART, unknown), asked], [bought, { ...bought, id: 'o2' }], [6, -1]),
    'the cart that ada bought as k1 became 2 orders',
    'a list showed -1 of Pen at 0.1',
  ],
  'a key was answered with two orders': [
    history([asked, checkout('k1', CART, placed({ ...bought, id: 'o2' }))], [bought], [8, 2]),
    'the cart that ada bought as k1 was answered with 2 orders',
    'order o2, which was acknowledged to ada, is lost',
  ],
  'a cart was bought under two keys': [
    history(
      [checkout('k1', OTHER, unknown), checkout('k2', OTHER, placed(order('o2', ...OTHER)))],
      [order('o1', ...OTHER), order('o2', ...OTHER)],
      [8, 5],
    ),
    'the cart that ada bought as k1 and k2 became 2 orders',
  ],
  'an acknowledged order is lost': [history([asked], [], [10, 5]), 'order o1, which was acknowledged to ada, is lost'],
  "an acknowledged order is another client's": [
    {
      ...history([asked], [], [8, 2]),
      after: { ...history([], [], [8, 2]).after, orders: new Map([['bob', [bought]]]) },
    },
    'bob has order o1, which holds no cart of theirs',
    'order o1, which was acknowledged to ada, is lost',
  ],
  'half of an acknowledged order is there': [
    history([asked], [halfOfIt], [8, 5]),
    'ada has order o1, which holds no cart of theirs',
    'order o1, which was acknowledged to ada, is not what was acknowledged',
    'the 22.28 of order o1 is not the sum of what it holds',
  ],
  'an order has another total than was acknowledged': [
    history([asked], [cheaper], [8, 2]),
    'order o1, which was acknowledged to ada, is not what was acknowledged',
    'the 22 of order o1 is not the sum of what it holds',
  ],
  'a total was shown with a third decimal': [
    history([checkout('k1', CART, placed({ ...bought, total: 22.281 }))], [bought], [8, 2]),
    'order o1, which was acknowledged to ada, is not what was acknowledged',
    'the 22.281 of order o1 is not the sum of what it holds',
  ],
  'half of an order is there that nobody had an answer to': [
    history([checkout('k1', CART, unknown)], [order('o1', lamps(2))], [8, 5]),
    'ada has order o1, which holds no cart of theirs',
  ],
  'nobody asked for an order': [
    history([], [order('o1', ...OTHER)], [9, 5]),
    'ada has order o1, which holds no cart of theirs',
  ],
  'a checkout that was refused left an order': [
    history([checkout('k1', CART, refused('out_of_stock'))], [bought], [8, 2]),
    'the cart that ada bought as k1 was refused, and became order o1',
  ],
  'a repeat was refused that had happened': [
    history([checkout('k1', CART, unknown), checkout('k1', CART, refused('cart_empty'))], [bought], [8, 2]),
    'the cart that ada bought as k1 was refused, and became order o1',
  ],
  'a cart was emptied and never bought': [
    history([checkout('k1', CART, unknown), checkout('k2', CART, refused('cart_empty'))], [], [10, 5]),
    'the cart that ada bought as k1 and k2 was found empty, and nobody bought it',
  ],
  'what was said not to have happened was replayed': [
    history([checkout('k1', CART, refused('unheard')), checkout('k1', CART, placed(bought, true))], [bought], [8, 2]),
    'the cart that ada bought as k1 was said to be bought before, when it was not',
  ],
  'a cancelled order is not cancelled': [
    history([asked, cancel('o1', { type: 'ok', order: { ...bought, status: 'cancelled' } })], [bought], [8, 2]),
    'order o1 was cancelled and is not',
  ],
  'nobody cancelled a cancelled order': [
    history([asked], [{ ...bought, status: 'cancelled' }], [10, 5]),
    'order o1 is cancelled, for which nobody asked',
  ],
  'a cancelled order was put back on the shelf twice': [
    history([asked, cancel('o1', unknown)], [{ ...bought, status: 'cancelled' }], [12, 8]),
    'of 10 Lamp, 12 are in stock and 0 are sold',
    'of 5 Pen, 8 are in stock and 0 are sold',
    'a list showed 12 of Lamp at 10.99',
    'a list showed 8 of Pen at 0.1',
  ],
}
