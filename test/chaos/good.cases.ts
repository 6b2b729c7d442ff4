import {
  asked,
  bought,
  CART,
  cancel,
  checkout,
  history,
  lamps,
  list,
  OTHER,
  order,
  pens,
  placed,
  refused,
  unknown,
} from './histories.ts'
import type { History } from './history.ts'

/** What may become of requests in a shop that keeps its promises. */
export const good: Readonly<Record<string, History>> = {
  'nothing was asked': history([], [], [10, 5]),
  'an order was acknowledged': history([asked], [bought], [8, 2]),
  'lists show what there was before, meanwhile and after': history(
    [list(10, 0, 1), asked, list(10), list(8), list(8, 1, 3), list(8, 5, 6)],
    [bought],
    [8, 2],
  ),
  'a list shows what was about to be cancelled, or had just been': history(
    [asked, { ...cancel('o1', unknown), invoked: 6, completed: 8 }, list(8, 5, 7), list(10, 5, 7)],
    [{ ...bought, status: 'cancelled' }],
    [10, 5],
  ),
  'the lines of an order stand in another order than in the cart': history(
    [checkout('k1', [pens(3), lamps(2)], placed(bought))],
    [bought],
    [8, 2],
  ),
  'a checkout without an answer did not happen': history([checkout('k1', CART, unknown)], [], [10, 5]),
  'a checkout without an answer happened': history([checkout('k1', CART, unknown)], [bought], [8, 2]),
  'one that happened was answered when it was repeated': history(
    [checkout('k1', CART, unknown), checkout('k1', CART, placed(bought, true))],
    [bought],
    [8, 2],
  ),
  'one that did not happen was placed when it was repeated': history(
    [checkout('k1', CART, unknown), checkout('k1', CART, placed(bought))],
    [bought],
    [8, 2],
  ),
  'one that happened left nothing for another key': history(
    [checkout('k1', CART, unknown), checkout('k2', CART, refused('cart_empty'))],
    [bought],
    [8, 2],
  ),
  'one that did not happen left the cart for another key': history(
    [checkout('k1', CART, unknown), checkout('k2', CART, placed(bought))],
    [bought],
    [8, 2],
  ),
  'a checkout was refused': history([checkout('k1', CART, refused('out_of_stock'))], [], [10, 5]),
  'one client bought two carts': history(
    [asked, checkout('k2', OTHER, placed(order('o2', ...OTHER)))],
    [order('o2', ...OTHER), bought],
    [7, 2],
  ),
  'an order was cancelled': history(
    [asked, cancel('o1', { type: 'ok', order: { ...bought, status: 'cancelled' } })],
    [{ ...bought, status: 'cancelled' }],
    [10, 5],
  ),
  'a cancellation without an answer happened': history(
    [asked, cancel('o1', unknown), cancel('o1', refused('order_not_cancellable'))],
    [{ ...bought, status: 'cancelled' }],
    [10, 5],
  ),
  'a cancellation without an answer did not happen': history([asked, cancel('o1', unknown)], [bought], [8, 2]),
}
