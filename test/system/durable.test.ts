import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { added, expected, type OrderBody, placed, products } from '../support/bodies.ts'
import { type Client, client, type Send, sendTo } from '../support/client.ts'
import { customer, logIn, orderHistory } from '../support/customers.ts'
import { test } from './in-folder.ts'

const LAMP = 2
const NOTEBOOK = 5

const stockOf = async (send: Send, id: number): Promise<number | undefined> =>
  expected(await client(send).get('/products'), 200, products).find((product) => product.id === id)?.stock

const buy = async (buyer: Client, id: number, quantity: number): Promise<OrderBody> => {
  expected(await buyer.post('/add-to-cart', { product_id: id, quantity }), 200, added)
  return expected(await buyer.post('/checkout'), 201, placed).order
}

test('an order survives kill -9 and a restart, which leaves the catalogue as it was', async ({ folder, open }) => {
  const first = await open()
  expect(first.output()).toContain('8 products, because the store was empty')
  const bought = await buy(await customer(sendTo([first.url]), 'ada'), LAMP, 3)
  for (const file of ['kiosk.db', 'kiosk.db-wal', 'kiosk.db-shm']) {
    expect((await stat(join(folder, file))).mode & 0o777, file).toBe(0o600)
  }
  await first.end('SIGKILL')

  const second = await open()
  expect(second.output()).not.toContain('because the store was empty')
  const send = sendTo([second.url])
  expect(await stockOf(send, LAMP)).toBe(97)
  expect(await orderHistory(await logIn(send, 'ada'), 20)).toEqual([bought])
})

test('every order that was answered is there after kill -9 in the midst of 32 buyers', async ({ open }) => {
  const names = Array.from({ length: 32 }, (_, i) => `buyer-${i}`)
  const first = await open()
  const before = sendTo([first.url])
  const buyers = await Promise.all(names.map((name) => customer(before, name)))
  const answered: OrderBody[] = []
  const endings = await Promise.allSettled(
    buyers.map(async (buyer) => {
      for (;;) {
        answered.push(await buy(buyer, NOTEBOOK, 1))
        if (answered.length === 100) await first.end('SIGKILL')
      }
    }),
  )
  // A TypeError is how fetch says that the connection broke: nobody left for any other reason.
  for (const ending of endings) expect(ending).toMatchObject({ reason: expect.any(TypeError) })

  const after = sendTo([(await open()).url])
  const histories = await Promise.all(names.map(async (name) => orderHistory(await logIn(after, name), 20)))
  const kept = new Map(histories.flat().map((order) => [order.id, order]))
  for (const order of answered) expect(kept.get(order.id)).toEqual(order)
  expect(await stockOf(after, NOTEBOOK)).toBe(200 - kept.size)
})
