import { isDeepStrictEqual } from 'node:util'
import type { OrderBody } from '../support/bodies.ts'
import type { Cancellation, Checkout, History, Line } from './history.ts'

/** One cart of one client: its checkouts, in their sequence, and the orders that exist of it. */
export type Purchase = { readonly attempts: readonly Checkout[]; readonly orders: readonly OrderBody[] }

const cartOf = ({ client, lines }: { readonly client: string; readonly lines: readonly Line[] }): string =>
  [client, ...lines.map(({ product_id, quantity }) => `${quantity} of ${product_id}`).toSorted()].join()

/** Matches every order with the cart that has exactly its lines; `strays` match none. */
export const purchasesIn = ({ operations, after }: History) => {
  const checkouts = operations.filter((operation) => operation.kind === 'checkout')
  for (const [use, uses] of Map.groupBy(checkouts, ({ client, key }) => `${client} used the key ${key}`)) {
    if (new Set(uses.map(cartOf)).size > 1) throw new Error(`the history is invalid: ${use} for two carts`)
  }
  const attempts = Map.groupBy(checkouts, cartOf)
  const orders = after.orders.map(({ client, order }) => ({ client, order, lines: order.items }))
  const byCart = Map.groupBy(orders, cartOf)
  const purchases = Array.from(attempts, ([cart, attempts]): Purchase => {
    return { attempts, orders: (byCart.get(cart) ?? []).map(({ order }) => order) }
  })
  return { purchases, strays: orders.filter((order) => !attempts.has(cartOf(order))) }
}

/** By the order's id. */
export const cancellationsIn = ({ operations }: History): ReadonlyMap<string, readonly Cancellation[]> =>
  Map.groupBy(
    operations.filter((operation) => operation.kind === 'cancel'),
    ({ orderId }) => orderId,
  )

export const orderViolations = (history: History): readonly string[] => {
  const { purchases, strays } = purchasesIn(history)
  return [
    ...strays.map(({ client, order }) => `order ${order.id} of ${client} has the lines of no cart`),
    ...purchases.flatMap(purchaseViolations),
    ...acknowledgementViolations(history),
    ...cancellationViolations(history),
  ]
}

const purchaseViolations = ({ attempts, orders }: Purchase): readonly string[] => {
  const found: string[] = []
  const byKey = Map.groupBy(attempts, ({ key }) => key)
  const cart = `the cart of ${attempts[0]?.client} under ${[...byKey.keys()].join(' and ')}`
  const answered = new Set(attempts.flatMap(({ outcome }) => (outcome.type === 'ok' ? outcome.order.id : [])))
  const empty = attempts.some(({ outcome }) => outcome.type === 'fail' && outcome.code === 'cart_empty')

  if (orders.length > 1) found.push(`${cart} became ${orders.length} orders`)
  if (answered.size > 1) found.push(`${cart} was answered with ${answered.size} orders`)
  // The last answer to a key counts: an earlier request may have been on its way when the client repeated it.
  const refused = [...byKey.values()].every((requests) => requests.at(-1)?.outcome.type === 'fail')
  if (refused && orders.length > 0) found.push(`${cart} was refused and became order ${orders[0]?.id}`)
  if (empty && orders.length === 0) found.push(`${cart} was empty and became no order`)
  for (const requests of byKey.values()) {
    const outcome = requests.map((request) => request.outcome).find(({ type }) => type !== 'fail')
    if (outcome?.type === 'ok' && outcome.replayed) found.push(`${cart} was replayed before it was executed`)
  }
  return found
}

/** An order without its status and steps, which alone may change. */
const unchanging = ({ status: _, steps: __, ...rest }: OrderBody): Omit<OrderBody, 'status' | 'steps'> => rest

const acknowledgementViolations = ({ operations, after }: History): readonly string[] => {
  const kept = new Map(after.orders.map(({ client, order }) => [`${client} ${order.id}`, order]))
  return operations.flatMap(({ kind, client, outcome }) => {
    if (kind !== 'checkout' || outcome.type !== 'ok') return []
    const order = kept.get(`${client} ${outcome.order.id}`)
    const name = `order ${outcome.order.id}, acknowledged to ${client},`
    if (!order) return `${name} is lost`
    return isDeepStrictEqual(unchanging(order), unchanging(outcome.order)) ? [] : `${name} has changed`
  })
}

const cancellationViolations = (history: History): readonly string[] => {
  const cancellations = cancellationsIn(history)
  return history.after.orders.flatMap(({ order: { id, status } }) => {
    const outcomes = cancellations.get(id)?.map(({ outcome }) => outcome.type) ?? []
    if (status !== 'cancelled') return outcomes.includes('ok') ? `order ${id} was cancelled and is ${status}` : []
    return outcomes.some((type) => type !== 'fail') ? [] : `order ${id} is cancelled without a request`
  })
}
