import type { Contract } from '../contracts/contract.ts'
import { equal, present } from '../contracts/expect.ts'
import { type Ask, asking } from '../support/client/ask.ts'
import { added, cart, expected, order, outOfStock, placed, problem, products } from '../support/client/bodies.ts'
import { orderHistory, strangers } from '../support/client/customers.ts'

/** The addresses of one shop's servers: one, or several on the same database. It sells the demo catalogue. */
export type Addresses = readonly string[]

const named = async (ask: Ask, name: string) => {
  const listed = expected(await ask('GET', '/products'), 200, products)
  return present(
    listed.find((product) => product.name === name),
    name,
  )
}

const add = async (ask: Ask, { id }: { readonly id: number }, quantity: number) =>
  expected(await ask('POST', '/add-to-cart', { product_id: id, quantity }), 200, added)

const times = <T>(count: number, task: () => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, task))

/** What a shop promises to customers who all come at once, to whichever of its servers; none may fail (5xx). */
export const simultaneousContract: Contract<Addresses> = {
  'sells the last espresso cups once to twenty buyers at once': async (servers) => {
    const ask = asking(servers)
    const cups = await named(ask, 'Espresso cup, set of two')
    equal(cups.stock, 1)
    const buyers = await strangers(ask, 20)
    await Promise.all(buyers.map((buyer) => add(buyer, cups, 1)))
    const answers = await Promise.all(buyers.map((buyer) => buyer('POST', '/checkout')))
    const refused = answers.filter(({ status }) => status !== 201)
    equal(refused.length, 19)
    const short = [{ product_id: cups.id, name: cups.name, requested: 1, available: 0 }]
    for (const answer of refused) equal(expected(answer, 409, outOfStock).lines, short)
    equal((await named(ask, cups.name)).stock, 0)
  },

  'makes one order of a cart that is checked out twice at once': async (servers) => {
    const ask = asking(servers)
    const lamp = await named(ask, 'Reading lamp')
    const buyers = await strangers(ask, 8)
    await Promise.all(buyers.map((buyer) => add(buyer, lamp, 2)))
    const answers = await Promise.all(buyers.map((buyer) => times(2, () => buyer('POST', '/checkout'))))
    for (const twice of answers) {
      equal(twice.filter(({ status }) => status === 201).length, 1)
      for (const answer of twice.filter(({ status }) => status !== 201)) {
        equal(expected(answer, 409, problem).code, 'cart_empty')
      }
    }
    for (const buyer of buyers) equal((await orderHistory(buyer, 20)).length, 1)
    equal((await named(ask, lamp.name)).stock, lamp.stock - 16)
  },

  'counts fifty additions of one product at once': async (servers) => {
    const ask = asking(servers)
    const bag = await named(ask, 'Canvas bag')
    const [buyer] = await strangers(ask, 1)
    await times(50, () => add(present(buyer), bag, 1))
    const { items } = expected(await present(buyer)('GET', '/cart'), 200, cart)
    equal(
      items.map(({ product_id, quantity }) => ({ product_id, quantity })),
      [{ product_id: bag.id, quantity: 50 }],
    )
  },

  'serves those who want mug and notebook, and notebook and mug, at once': async (servers) => {
    const ask = asking(servers)
    const mug = await named(ask, 'Enamel mug')
    const notebook = await named(ask, 'Notebook, dotted')
    const buyers = await strangers(ask, 40)
    const answers = await Promise.all(
      buyers.map(async (buyer, i) => {
        for (const wanted of i % 2 === 0 ? [mug, notebook] : [notebook, mug]) await add(buyer, wanted, 1)
        return buyer('POST', '/checkout')
      }),
    )
    for (const answer of answers) equal(expected(answer, 201, placed).order.items.length, 2)
    equal((await named(ask, mug.name)).stock, mug.stock - 40)
    equal((await named(ask, notebook.name)).stock, notebook.stock - 40)
  },

  'makes one order of one idempotency key that is used twenty times at once': async (servers) => {
    const ask = asking(servers)
    const tea = await named(ask, 'Breakfast tea, 250 g')
    const buyer = present((await strangers(ask, 1))[0])
    await add(buyer, tea, 3)
    const answers = await times(20, () => buyer('POST', '/checkout', undefined, { 'Idempotency-Key': 'the-one' }))
    const [first] = answers
    for (const answer of answers) equal(answer.body, expected(present(first), 201, placed))
    equal(answers.filter(({ headers }) => headers.get('Idempotent-Replayed') === 'true').length, 19)
    equal((await orderHistory(buyer, 20)).length, 1)
    equal((await named(ask, tea.name)).stock, tea.stock - 3)
  },

  'restocks once when an order is cancelled twice at once': async (servers) => {
    const ask = asking(servers)
    const pen = await named(ask, 'Fountain pen')
    const buyers = await strangers(ask, 4)
    await Promise.all(buyers.map((buyer) => add(buyer, pen, 2)))
    const answers = await Promise.all(
      buyers.map(async (buyer) => {
        const bought = expected(await buyer('POST', '/checkout'), 201, placed).order
        return times(2, () => buyer('POST', `/orders/${bought.id}/cancel`))
      }),
    )
    for (const twice of answers) {
      const [cancelled, ...others] = twice.filter(({ status }) => status === 200)
      equal([expected(present(cancelled), 200, order).status, others.length], ['cancelled', 0])
      for (const answer of twice.filter(({ status }) => status !== 200)) {
        equal(expected(answer, 409, problem).code, 'order_not_cancellable')
      }
    }
    equal((await named(ask, pen.name)).stock, pen.stock)
  },
}
