import type { OrderBody } from '../support/bodies.ts'
import type { CheckoutRequest, History, Line } from './history.ts'

/** One cart of one client: every request that tried to buy it, in their order, and every order there is of it. */
export type Purchase = {
  readonly client: string
  readonly attempts: readonly CheckoutRequest[]
  readonly orders: readonly OrderBody[]
}

/** An order that is there and is nobody's: what it holds was in no cart that its owner tried to buy. */
export type Stray = { readonly client: string; readonly order: OrderBody }

const contentsOf = (lines: readonly Line[]): string =>
  lines
    .map(({ product_id, quantity }) => `${quantity} of ${product_id}`)
    .toSorted()
    .join(', ')

/** Brings every order together with the cart that it holds to the last unit: half an order is nobody's. */
export const purchasesIn = ({ operations, after }: History) => {
  const carts = new Map<string, { client: string; attempts: CheckoutRequest[]; orders: OrderBody[] }>()
  const cartsByKey = new Map<string, string>()
  for (const request of operations) {
    if (request.kind !== 'checkout') continue
    const { client, key, lines } = request
    const name = `${client}: ${contentsOf(lines)}`
    const first = cartsByKey.get(`${client}: ${key}`) ?? name
    if (first !== name) throw new Error(`this history cannot be judged: ${client} used the key ${key} for two carts`)
    cartsByKey.set(`${client}: ${key}`, name)
    const cart = carts.get(name) ?? { client, attempts: [], orders: [] }
    cart.attempts.push(request)
    carts.set(name, cart)
  }
  const strays: Stray[] = []
  for (const [client, orders] of after.orders) {
    for (const order of orders) {
      const cart = carts.get(`${client}: ${contentsOf(order.items)}`)
      if (cart) cart.orders.push(order)
      else strays.push({ client, order })
    }
  }
  const purchases: readonly Purchase[] = [...carts.values()]
  return { purchases, strays }
}
