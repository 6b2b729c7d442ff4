import type { Contract } from '../contracts/contract.ts'
import { equal } from '../contracts/expect.ts'
import { cart, expected, outOfStock, placed, problem } from '../support/bodies.ts'
import { type Answer, at, codeOf, type Send, sendTo } from '../support/client.ts'
import { customer, customers, orderHistory } from '../support/customers.ts'
import { addToCart, BAG, CUPS, LAMP, MUG, NOTEBOOK, PEN, stockOf, TEA } from '../support/demo-catalogue.ts'

/** The addresses of one shop's servers: one, or several on the same database. It sells the demo catalogue. */
export type Addresses = readonly string[]

const buyersOf = async (send: Send, count: number, id: number, quantity: number) => {
  const buyers = await customers(send, count)
  await Promise.all(buyers.map((buyer) => addToCart(buyer, id, quantity)))
  return buyers
}

const simultaneously = <T>(count: number, task: () => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, task))

/** The codes of the answers that are not `success`: each a 409. */
const conflicts = (answers: readonly Answer[], success: number) =>
  answers.filter(({ status }) => status !== success).map((answer) => expected(answer, 409, problem).code)

const cases: Contract<Send> = {
  'sells the last espresso cups once to twenty simultaneous buyers': async (send) => {
    equal(await stockOf(send, CUPS), 1)
    const buyers = await buyersOf(send, 20, CUPS, 1)
    const answers = await Promise.all(buyers.map((buyer) => buyer.post('/checkout')))
    const refused = answers.filter(({ status }) => status !== 201)
    equal(refused.length, 19)
    const short = [{ product_id: CUPS, name: 'Espresso cup, set of two', requested: 1, available: 0, on_sale: true }]
    for (const answer of refused) equal(expected(answer, 409, outOfStock).lines, short)
    equal(await stockOf(send, CUPS), 0)
  },

  'makes one order of a cart that is checked out twice at once': async (send) => {
    const stock = await stockOf(send, LAMP)
    const buyers = await buyersOf(send, 8, LAMP, 2)
    const answers = await Promise.all(buyers.map((buyer) => simultaneously(2, () => buyer.post('/checkout'))))
    for (const both of answers) equal(conflicts(both, 201), ['cart_empty'])
    for (const buyer of buyers) equal((await orderHistory(buyer)).length, 1)
    equal(await stockOf(send, LAMP), stock - 16)
  },

  'counts fifty simultaneous additions of one product': async (send) => {
    const buyer = await customer(send)
    await simultaneously(50, () => addToCart(buyer, BAG))
    const { items } = expected(await buyer.get('/cart'), 200, cart)
    equal([items.length, items[0]?.quantity], [1, 50])
  },

  'serves twenty buyers who want two products in opposite orders': async (send) => {
    const stocks = async () => [await stockOf(send, MUG), await stockOf(send, NOTEBOOK)]
    const before = await stocks()
    const buyers = await customers(send, 20)
    const answers = await Promise.all(
      buyers.map(async (buyer, i) => {
        for (const id of i % 2 === 0 ? [MUG, NOTEBOOK] : [NOTEBOOK, MUG]) await addToCart(buyer, id)
        return buyer.post('/checkout')
      }),
    )
    for (const answer of answers) equal(expected(answer, 201, placed).order.items.length, 2)
    const sold = before.map((stock) => stock - 20)
    equal(await stocks(), sold)
  },

  'makes one order of an idempotency key that is used twenty times at once': async (send) => {
    const stock = await stockOf(send, TEA)
    const buyer = await customer(send)
    await addToCart(buyer, TEA, 3)
    const answers = await simultaneously(20, () => buyer.post('/checkout', undefined, { 'Idempotency-Key': 'one' }))
    for (const answer of answers) equal(expected(answer, 201, placed), answers[0]?.body)
    equal(answers.filter(({ headers }) => headers.get('Idempotent-Replayed') === 'true').length, 19)
    equal((await orderHistory(buyer)).length, 1)
    equal(await stockOf(send, TEA), stock - 3)
  },

  'refuses a used idempotency key twenty times at once for another cart, which stays': async (send) => {
    const buyer = await customer(send)
    const checkout = () => buyer.post('/checkout', undefined, { 'Idempotency-Key': 'one' })
    await addToCart(buyer, TEA, 3)
    const { id } = expected(await checkout(), 201, placed).order
    await addToCart(buyer, TEA, 2)
    for (const answer of await simultaneously(20, checkout)) {
      equal([answer.status, codeOf(answer), at(answer.body, 'order_id')], [422, 'idempotency_key_reused', id])
    }
    equal((await orderHistory(buyer)).length, 1)
    equal(expected(await buyer.get('/cart'), 200, cart).items[0]?.quantity, 2)
  },

  'restocks once when an order is cancelled twice at once': async (send) => {
    const stock = await stockOf(send, PEN)
    for (const buyer of await buyersOf(send, 4, PEN, 2)) {
      const { id } = expected(await buyer.post('/checkout'), 201, placed).order
      const answers = await simultaneously(2, () => buyer.post(`/orders/${id}/cancel`))
      equal(conflicts(answers, 200), ['order_not_cancellable'])
    }
    equal(await stockOf(send, PEN), stock)
  },
}

/** The cases, whichever server each request reaches; a 5xx is a failure. */
export const simultaneousContract: Contract<Addresses> = Object.fromEntries(
  Object.entries(cases).map(([title, run]) => [title, (servers: Addresses) => run(sendTo(servers))]),
)
