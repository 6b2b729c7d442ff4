import { beforeAll, describe, expect, inject, test } from 'vitest'
import { cart, expected, placed } from '../support/bodies.ts'
import { codeOf, type Send, sendTo } from '../support/client.ts'
import { customer, orderHistory } from '../support/customers.ts'
import { addToCart, importDemo, LAMP, stockOf } from '../support/demo-catalogue.ts'
import { folderForAll } from '../support/server-fixtures.ts'
import { serve } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { type Fate, type FaultProxy, faultProxy } from '../support/servers/fault-proxy.ts'

const [BEFORE, AFTER] = ['lost before COMMIT', 'lost after COMMIT'] as const

describe.each(inject('mysqlServers'))('on $name', ({ url: server }) => {
  const { makeFolder, cleanUps } = folderForAll()
  let proxy: FaultProxy
  let send: Send

  beforeAll(async () => {
    const database = await freshDatabase(server)
    cleanUps.push(database.drop)
    proxy = await faultProxy(database.url)
    cleanUps.push(proxy.close)
    const place = { folder: await makeFolder(), env: { DATABASE_URL: proxy.url } }
    await importDemo(place)
    const shop = await serve(place)
    cleanUps.push(() => shop.end('SIGKILL'))
    send = sendTo([shop.url])
  })

  test.for<readonly [first: Fate, second: Fate, answer: 'placed' | 'outcome_unknown']>([
    [BEFORE, 'passes', 'placed'],
    [AFTER, 'passes', 'placed'],
    [BEFORE, BEFORE, 'outcome_unknown'],
    [BEFORE, AFTER, 'outcome_unknown'],
    [AFTER, BEFORE, 'outcome_unknown'],
    [AFTER, AFTER, 'outcome_unknown'],
  ])('a checkout %s, and in its retry %s, is answered %s, and sells once', async ([first, second, answer]) => {
    const ada = await customer(send)
    await addToCart(ada, LAMP, 2)
    const checkout = () => ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
    const stock = await stockOf(send, LAMP)

    proxy.fates.push(first, second)
    if (answer === 'outcome_unknown') expect(codeOf(await checkout())).toBe(answer)
    const { order } = expected(await checkout(), 201, placed)
    expect(proxy.fates).toEqual([])

    expect(await orderHistory(ada)).toEqual([order])
    expect(expected(await ada.get('/cart'), 200, cart).items).toEqual([])
    expect(await stockOf(send, LAMP)).toBe(stock - 2)
  })

  test.for<readonly [Fate, readonly number[]]>([
    [BEFORE, []],
    [AFTER, [1]],
  ])('an addition to a cart %s is answered outcome_unknown, and never made twice', async ([fate, quantities]) => {
    const ada = await customer(send)
    proxy.fates.push(fate)
    const answer = await ada.post('/add-to-cart', { product_id: LAMP, quantity: 1 })
    expect([answer.status, codeOf(answer)]).toEqual([503, 'outcome_unknown'])
    const { items } = expected(await ada.get('/cart'), 200, cart)
    expect(items.map(({ quantity }) => quantity)).toEqual(quantities)
  })
})
