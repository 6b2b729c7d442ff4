import { isDeepStrictEqual } from 'node:util'
import type { OrderBody } from '../support/bodies.ts'
import type { CheckoutRequest, History } from './history.ts'
import { type Purchase, purchasesIn } from './purchases.ts'

/** What is wrong with the orders of a history, a sentence each. */
export const faultsOfOrders = (history: History): readonly string[] => {
  const { purchases, strays } = purchasesIn(history)
  return [
    ...strays.map(({ client, order }) => `${client} has order ${order.id}, which holds no cart of theirs`),
    ...purchases.flatMap(faultsOfPurchase),
    ...faultsOfAcknowledged(history, purchases),
  ]
}

const faultsOfPurchase = ({ client, attempts, orders }: Purchase): readonly string[] => {
  const faults: string[] = []
  const keys = Map.groupBy(attempts, ({ key }) => key)
  const cart = `the cart that ${client} bought as ${[...keys.keys()].join(' and ')}`
  const answered = new Set(attempts.flatMap(({ outcome }) => (outcome.type === 'ok' ? outcome.order.id : [])))

  if (orders.length > 1) faults.push(`${cart} became ${orders.length} orders`)
  if (answered.size > 1) faults.push(`${cart} was answered with ${answered.size} orders`)
  // Of two answers to one key the later one is true of both: the first may have been on its way when it was asked again.
  const refused = [...keys.values()].every((requests) => requests.at(-1)?.outcome.type === 'fail')
  if (refused && orders.length > 0) faults.push(`${cart} was refused, and became order ${orders[0]?.id}`)
  if (orders.length === 0 && attempts.some(wasFoundEmpty)) faults.push(`${cart} was found empty, and nobody bought it`)
  for (const requests of keys.values()) {
    const first = requests.findIndex(({ outcome }) => outcome.type !== 'fail')
    if (isReplay(requests[first])) faults.push(`${cart} was said to be bought before, when it was not`)
  }
  return faults
}

const wasFoundEmpty = ({ outcome }: CheckoutRequest): boolean => outcome.type === 'fail' && outcome.why === 'cart_empty'
const isReplay = (request: CheckoutRequest | undefined): boolean =>
  request?.outcome.type === 'ok' && request.outcome.replayed

/** An order without its status, which is the one thing of it that may change. */
const fixed = ({ status: _, ...rest }: OrderBody): Omit<OrderBody, 'status'> => rest

/** Everything that was acknowledged is there, whole; and its status is what was last done to it. */
const faultsOfAcknowledged = ({ operations, after }: History, purchases: readonly Purchase[]): readonly string[] => {
  const there = new Map([...after.orders].flatMap(([client, orders]) => orders.map((o) => [`${client} ${o.id}`, o])))
  const faults: string[] = []
  for (const { client, outcome } of purchases.flatMap(({ attempts }) => attempts)) {
    if (outcome.type !== 'ok') continue
    const kept = there.get(`${client} ${outcome.order.id}`)
    const name = `order ${outcome.order.id}, which was acknowledged to ${client},`
    if (!kept) faults.push(`${name} is lost`)
    else if (!isDeepStrictEqual(fixed(kept), fixed(outcome.order))) faults.push(`${name} is not what was acknowledged`)
  }
  const cancels = Map.groupBy(
    operations.flatMap((operation) => (operation.kind === 'cancel' ? operation : [])),
    ({ orderId }) => orderId,
  )
  for (const order of [...after.orders.values()].flat()) {
    const outcomes = cancels.get(order.id)?.map(({ outcome }) => outcome.type) ?? []
    if (order.status !== 'cancelled' && outcomes.includes('ok'))
      faults.push(`order ${order.id} was cancelled and is not`)
    if (order.status === 'cancelled' && !outcomes.some((type) => type !== 'fail')) {
      faults.push(`order ${order.id} is cancelled, for which nobody asked`)
    }
  }
  return faults
}
