import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { added, cart, expected, order, placed, products } from '../support/bodies.ts'
import type { Client, Send } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import type { Line } from './history.ts'
import { line, Unanswered } from './line.ts'
import { isHeard, type Watch, witness } from './witness.ts'

/** What a shopper does next: asks one thing, and answers what comes after it; `undefined` when a cart is done with. */
type Step = () => Promise<Step | undefined>

export type Shopper = {
  readonly name: string
  readonly ask: Client
  /** Fills carts and buys them, one after another, until it has `enough` or the shop is gone. */
  shop(enough: () => boolean): Promise<void>
  /** True when its cart is full and the next thing it asks for is to buy it. */
  atTheTill(): boolean
  /** Brings the cart that it was at to its end: an order, or none. */
  settle(): Promise<void>
}

/** Milliseconds until a shopper asks again who was told that the shop is away. */
const PAUSE = 100

/** Comes in; where the door is full for a moment (503) comes again, under another name: the first may have been taken. */
const join = async (send: Send, name: string, tries = 5): Promise<Client> => {
  try {
    return await customer(send, name)
  } catch (reason) {
    if (!(reason instanceof Unanswered) || reason.silence.came !== 'away' || tries === 0) throw reason
    await sleep(PAUSE)
    return join(send, `${name}-again`, tries - 1)
  }
}

/** Registers a shopper, who buys what `wish` says for their first cart, their second and so on. */
export const shopper = async (
  name: string,
  addresses: readonly string[],
  wish: (number: number) => readonly Line[],
  watch: Watch,
): Promise<Shopper> => {
  const ask = await join(line(addresses, new Agent({ keepAlive: true, maxSockets: 1 })), name)
  const { request, silence } = witness(name, watch)
  const { begin, atTheTill } = errands(name, ask, request, watch, wish)
  let next: Step | undefined
  const step = async () => {
    next = await (next ?? begin)()
    return silence()
  }
  return {
    name,
    ask,
    atTheTill,
    shop: async (enough) => {
      while (!enough()) {
        const unanswered = await step()
        if (unanswered && unanswered.came !== 'away') return
        if (unanswered) await sleep(PAUSE)
      }
    },
    settle: async () => {
      while (next !== undefined) await step()
    },
  }
}

/**
 * The way of a cart, whatever happens on it: what had no answer is asked again, as a client has to, a checkout with the
 * same idempotency key. With a cart of two lines the shopper is impatient and takes another key: then nothing but the
 * empty cart keeps them from buying it twice.
 */
const errands = (
  name: string,
  ask: Client,
  request: ReturnType<typeof witness>['request'],
  { operations }: Watch,
  wish: (number: number) => readonly Line[],
): { readonly begin: Step; atTheTill(): boolean } => {
  let number = 0
  let waiting = false

  const begin: Step = async () => {
    number++
    return number % 8 === 0 ? look : fill(wish(number))
  }

  const look: Step = async () => {
    const asked = await request(ask.get('/products'), (answer) => ({ products: expected(answer, 200, products) }))
    operations.push({ kind: 'list', ...asked })
    return isHeard(asked.outcome) ? fill(wish(number)) : look
  }

  // Adding twice is not adding once: a line of which it is not sure that it was added is set to what it should be.
  const fill = (lines: readonly Line[], from = 0, sure = true): Step => {
    const wanted = lines[from]
    if (wanted === undefined) return checkOut(lines, `${name}-${number}`)
    const { product_id, quantity } = wanted
    return async () => {
      const { outcome } = sure
        ? await request(ask.post('/add-to-cart', wanted), (answer) => expected(answer, 200, added))
        : await request(ask.put(`/cart/items/${product_id}`, { quantity }), (answer) => expected(answer, 200, cart))
      return isHeard(outcome) ? fill(lines, from + 1) : fill(lines, from, false)
    }
  }

  const checkOut = (lines: readonly Line[], key: string): Step => {
    waiting = true
    return async () => {
      waiting = false
      const asked = await request(ask.post('/checkout', undefined, { 'Idempotency-Key': key }), (answer) => ({
        order: expected(answer, 201, placed).order,
        replayed: answer.headers.get('Idempotent-Replayed') === 'true',
      }))
      operations.push({ kind: 'checkout', key, lines, ...asked })
      const { outcome } = asked
      if (!isHeard(outcome)) return checkOut(lines, lines.length === 2 ? `${name}-${number}-again` : key)
      if (outcome.type === 'ok') return number % 5 === 0 ? cancel(outcome.order.id) : undefined
      return outcome.type === 'fail' && outcome.why === 'out_of_stock' ? putBack : undefined
    }
  }

  const cancel = (orderId: string): Step => {
    return async () => {
      const asked = await request(ask.post(`/orders/${orderId}/cancel`), (answer) => ({
        order: expected(answer, 200, order),
      }))
      operations.push({ kind: 'cancel', orderId, ...asked })
      return isHeard(asked.outcome) ? undefined : cancel(orderId)
    }
  }

  const putBack: Step = async () => {
    const { outcome } = await request(ask.delete('/cart'), ({ status }) => ({ status }))
    return isHeard(outcome) ? undefined : putBack
  }

  return { begin, atTheTill: () => waiting }
}
