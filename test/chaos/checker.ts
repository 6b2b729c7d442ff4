import { faultsOfAmounts } from './amount-rules.ts'
import { faultsOfFreshness } from './freshness-rules.ts'
import type { History } from './history.ts'
import { faultsOfOrders } from './order-rules.ts'

/**
 * Everything in a history that a shop must never do, a sentence each: none is how it should be. It knows nothing of how
 * the shop works, only what was asked of it, what it answered, and what was there in the end:
 *
 * - what is in stock and what is sold are together what there was, and no list ever showed less than none;
 * - a cart becomes one order at most, under whatever keys, and one key one order;
 * - every order that was acknowledged is there, with the very lines and total, and no order is there that nobody asked
 *   for, that was refused, or that holds but a part of its cart;
 * - every total is exact to the cent;
 * - no list of products is older than its request.
 */
export const faultsIn = (history: History): readonly string[] => [
  ...faultsOfOrders(history),
  ...faultsOfAmounts(history),
  ...faultsOfFreshness(history),
]
