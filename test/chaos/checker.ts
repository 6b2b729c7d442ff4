import { amountViolations } from './amount-rules.ts'
import { freshnessViolations } from './freshness-rules.ts'
import type { History } from './history.ts'
import { orderViolations } from './order-rules.ts'

/**
 * Every violation in a history. The checker judges requests, answers and the final state alone:
 *
 * - units in stock and units sold add up to the initial stock, and no list shows a negative stock;
 * - a cart becomes at most one order, whatever its keys, and a key at most one order;
 * - every acknowledged order exists unchanged, and no order exists that was not asked for, was refused, or is a part of
 *   its cart;
 * - every total is exact to the cent;
 * - no list is older than its request.
 */
export const violations = (history: History): readonly string[] => [
  ...orderViolations(history),
  ...amountViolations(history),
  ...freshnessViolations(history),
]
