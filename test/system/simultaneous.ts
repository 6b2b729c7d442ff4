import type { Contract } from '../contracts/contract.ts'
import { equal, present } from '../contracts/expect.ts'
import { added, cart, expected, order, outOfStock, placed, problem, products } from '../support/bodies.ts'
import { type Client, client, type Send, sendTo } from '../support/client.ts'
import { customers, orderHistory } from '../support/customers.ts'

/** The addresses of one shop's servers: one, or several on the same database. It sells the demo catalogue. */
export type Addresses = readonly string[]

const named = async (send: Send, name: string) => {
  const listed = expected(await client(send).get('/products'), 200, products)
  return present(
    listed.find((product) => product.name === name),
    name,
  )
}

const add = async (ask: Client, { id }: { readonly id: number }, quantity: number) =>
  expected(await ask.post('/add-to-cart', { product_id: id, quantity }), 200, added)

const times = <T>(count: number, task: () => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, task))

/** What a shop promises to customers who all come at once, to whichever of its servers; none may fail (5xx). */
export const simultaneousContract: Contract<Addresses> = {
  'sells the last espresso cups once to twenty buyers at once': async (servers) => {
    const send = sendTo(servers)
    const cups = await named(send, 'Espresso cup, set of two')
    equal(cups.stock, 1)
    const buyers = await customers(send, 20)
    await Promise.all(buyers.map((buyer) => add(buyer, cups, 1)))
    const answers = await Promise.all(buyers.map((buyer) => buyer.post('/checkout')))
    const refused = answers.filter(({ status }) => status !== 201)
    equal(refused.length, 19)
    const short = [{ product_id: cups.id, name: cups.name, requested: 1, available: 0 }]
    for (const answer of refused) equal(expected(answer, 409, outOfStock).lines, short)
    equal((await named(send, cups.name)).stock, 0)
  },

  'makes one order of a cart that is checked out twice at once': async (servers) => {
    const send = sendTo(servers)
    const lamp = await named(send, 'Reading lamp')
    const buyers = await customers(send, 8)
    await Promise.all(buyers.map((buyer) => add(buyer, lamp, 2)))
    const answers = await Promise.all(buyers.map((buyer) => times(2, () => buyer.post('/checkout'))))
    for (const twice of answers) {
      equal(twice.filter(({ status }) => status === 201).length, 1)
      for (const answer of twice.filter(({ status }) => status !== 201)) {
        equal(expected(answer, 409, problem).code, 'cart_empty')
      }
    }
    for (const buyer of buyers) equal((await orderHistory(buyer, 20)).length, 1)
    equal((await named(send, lamp.name)).stock, lamp.stock - 16)
  },

  'counts fifty additions of one product at once': async (servers) => {
    const send = sendTo(servers)
    const bag = await named(send, 'Canvas bag')
    const [buyer] = await customers(send, 1)
    await times(50, () => add(present(buyer), bag, 1))
    const { items } = expected(await present(buyer).get('/cart'), 200, cart)
    equal(
      items.map(({ product_id, quantity }) => ({ product_id, quantity })),
      [{ product_id: bag.id, quantity: 50 }],
    )
  },

  'serves those who want mug and notebook, and notebook and mug, at once': async (servers) => {
    const send = sendTo(servers)
    const mug = await named(send, 'Enamel mug')
    const notebook = await named(send, 'Notebook, dotted')
    const buyers = await customers(send, 40)
    const answers = await Promise.all(
      buyers.map(async (buyer, i) => {
        for (const wanted of i % 2 === 0 ? [mug, notebook] : [notebook, mug]) await add(buyer, wanted, 1)
        return buyer.post('/checkout')
      }),
    )
    for (const answer of answers) equal(expected(answer, 201, placed).order.items.length, 2)
    equal((await named(send, mug.name)).stock, mug.stock - 40)
    equal((await named(send, notebook.name)).stock, notebook.stock - 40)
  },

  'makes one order of one idempotency key that is used twenty times at once': async (servers) => {
    const send = sendTo(servers)
    const tea = await named(send, 'Breakfast tea, 250 g')
    const buyer = present((await customers(send, 1))[0])
    await add(buyer, tea, 3)
    const answers = await times(20, () => buyer.post('/checkout', undefined, { 'Idempotency-Key': 'the-one' }))
    const [first] = answers
    for (const answer of answers) equal(answer.body, expected(present(first), 201, placed))
    equal(answers.filter(({ headers }) => headers.get('Idempotent-Replayed') === 'true').length, 19)
    equal((await orderHistory(buyer, 20)).length, 1)
    equal((await named(send, tea.name)).stock, tea.stock - 3)
  },

  'restocks once when an order is cancelled twice at once': async (servers) => {
    const send = sendTo(servers)
    const pen = await named(send, 'Fountain pen')
    const buyers = await customers(send, 4)
    await Promise.all(buyers.map((buyer) => add(buyer, pen, 2)))
    const answers = await Promise.all(
      buyers.map(async (buyer) => {
        const bought = expected(await buyer.post('/checkout'), 201, placed).order
        return times(2, () => buyer.post(`/orders/${bought.id}/cancel`))
      }),
    )
    for (const twice of answers) {
      const [cancelled, ...others] = twice.filter(({ status }) => status === 200)
      equal([expected(present(cancelled), 200, order).status, others.length], ['cancelled', 0])
      for (const answer of twice.filter(({ status }) => status !== 200)) {
        equal(expected(answer, 409, problem).code, 'order_not_cancellable')
      }
    }
    equal((await named(send, pen.name)).stock, pen.stock)
  },
}
