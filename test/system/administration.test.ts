import { describe, expect } from 'vitest'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { at, client, codeOf, sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { openKiosk } from '../support/kiosk.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk } from '../support/server-process.ts'
import { executeBeside, persistentStores } from '../support/stores.ts'
import { administrator, allOrders, ledgerOf, playDay } from './administration.ts'

test('a day in the shop, in memory', async () => {
  const { shop, send, clock, advanceMs } = openKiosk({ store: memoryStore() })
  advanceMs(Date.now() - clock.now())
  await playDay(send, (email) => shop.promoteUser(email))
})

describe.for(persistentStores)('on $name', ({ database }) => {
  test('a day in the shop', async ({ folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url }
    const { url: address } = await open(env)
    await playDay(sendTo([address]), async (email) => {
      expect(await kiosk({ folder, env }, 'promote', email)).toMatchObject({ code: 0 })
    })
  })

  test('one of two administrators who ship and cancel an order at once wins, on two servers', async ({
    folder,
    open,
    onTestFinished,
  }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url }
    const [one, other] = [(await open(env)).url, (await open(env)).url]
    const { email } = await customer(sendTo([one]), 'joan')
    await kiosk({ folder, env }, 'promote', email)
    const admins = [await administrator(sendTo([one]), email), await administrator(sendTo([other]), email)] as const
    const created = await admins[0].post('/admin/products', { name: 'Lamp', price: 1, stock: 100 })
    const lamp = Number(at(created.body, 'id'))
    const buyer = await customer(sendTo([one]))
    const wins = { ship: 0, cancel: 0 }
    for (let round = 0; round < 20; round++) {
      await buyer.post('/add-to-cart', { product_id: lamp, quantity: 1 })
      const order = at((await buyer.post('/checkout')).body, 'order', 'id')
      const [ship, cancel] = round % 2 === 0 ? admins : admins.toReversed()
      const answers = await Promise.all([
        ship?.post(`/admin/orders/${order}/ship`) ?? expect.fail(),
        // Cancels it before it has shipped, or not at all.
        cancel?.post(`/admin/orders/${order}/cancel`) ?? expect.fail(),
      ])
      const won = answers.map(({ status }) => status)
      if (won[0] === 200) {
        expect([won[1], codeOf(answers[1])]).toEqual([422, 'invalid'])
        wins.ship++
      } else {
        expect([won, codeOf(answers[0])]).toEqual([[409, 200], 'order_not_shippable'])
        wins.cancel++
      }
    }
    expect(wins.ship + wins.cancel).toBe(20)
    const orders = await allOrders(admins[0])
    expect(orders.map(({ steps }) => steps.length)).toEqual(Array(20).fill(2))
    expect(orders.filter(({ status }) => status === 'shipped')).toHaveLength(wins.ship)
    expect(await ledgerOf(admins[1], lamp)).toMatchObject({ stock: 100 - wins.ship })
  })

  test('two administrators who disable each other at once leave one, on two servers', async ({
    folder,
    open,
    onTestFinished,
  }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const place = { folder, env: { DATABASE_URL: url } }
    const [one, other] = [sendTo([(await open(place.env)).url]), sendTo([(await open(place.env)).url])]
    for (let round = 0; round < 8; round++) {
      const [ann, bob] = [await customer(one, `ann-${round}`), await customer(one, `bob-${round}`)]
      for (const { email } of [ann, bob]) await kiosk(place, 'promote', email)
      const [byAnn, byBob] = [await administrator(one, ann.email), await administrator(other, bob.email)]
      const answers = await Promise.all([
        byAnn.post(`/admin/customers/${bob.id}/disable`),
        byBob.post(`/admin/customers/${ann.id}/disable`),
      ])
      // The second may be refused as the last one, or because it was disabled already.
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      const left = await executeBeside(place, "SELECT id FROM users WHERE role = 'admin' AND disabled = 0")
      expect(left).toHaveLength(1)
      for (const { email } of [ann, bob]) await kiosk(place, 'demote', email)
    }
  })

  test('remove-demo withdraws the demo products that have kept their names, and none comes back', async ({
    folder,
    open,
    onTestFinished,
  }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const place = { folder, env: { DATABASE_URL: url } }
    const server = await open(place.env)
    const send = sendTo([server.url])
    const { email } = await customer(send, 'joan')
    await kiosk(place, 'promote', email)
    const admin = await administrator(send, email)
    await admin.post('/admin/products', { sku: 'OWN', name: 'Globe', price: 1, stock: 1 })
    await admin.ask('PATCH', '/admin/products/1', { name: 'Our own mug' }, { 'If-Match': '*' })
    const isDemo = url.startsWith('sqlite:')
    expect(await kiosk(place, 'remove-demo')).toMatchObject({
      code: 0,
      out: `Withdrew ${isDemo ? 7 : 0} products of the demo catalogue.\n`,
    })
    const names = async (of: string) => {
      const { body } = await client(sendTo([of])).get('/products')
      return Array.isArray(body) ? body.map(({ name }) => name) : expect.fail()
    }
    const kept = isDemo ? ['Our own mug', 'Globe'] : ['Our own mug']
    expect(await names(server.url)).toEqual(kept)
    if (isDemo) {
      const { body } = await admin.get('/admin/audit?limit=1')
      expect(at(body, 'entries', 0)).toMatchObject({ user_id: null, request_id: null, action: 'product_archived' })
    }
    await server.end('SIGTERM')
    expect(await names((await open(place.env)).url)).toEqual(kept)
  })
})
