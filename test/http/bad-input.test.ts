import { afterAll, describe, expect, it } from 'vitest'
import { badInput } from './bad-input.cases.ts'
import { openWorld, refuses } from './bad-request.ts'
import { caller } from './client.ts'
import { everythingIn } from './everything-in.ts'
import { forge } from './forge.ts'
import { openKiosk, overSocket, SECRET } from './kiosk.ts'

const kiosk = openKiosk()
await kiosk.stock({ stock: '20' }, { stock: '0' })
const world = await openWorld(kiosk.send, { secret: SECRET, now: kiosk.clock.now() / 1_000 })
const socket = await overSocket(kiosk)
afterAll(() => socket.stop())

const everything = () => everythingIn(kiosk.store, [world.customer.email, world.other.email], 2)

it('the table is long, and no name in it comes twice', () => {
  const names = Object.values(badInput).flatMap((rows) => rows.map(([name]) => name))
  expect(names.length).toBeGreaterThan(200)
  expect(new Set(names).size).toBe(names.length)
})

it('what the table says of a forged token would not hold of one that is right in all', async () => {
  expect((await caller(kiosk.send, await forge(world)).get('/cart')).status).toBe(200)
})

describe.each([
  ['in process', kiosk.send],
  ['over a socket', socket.send],
])('bad input %s is refused, and nothing changes', (_, send) => {
  describe.each(Object.entries(badInput))('%s', (_, rows) => {
    it.each(rows.map((row) => ({ name: row[0], row })))('$name', async ({ row }) => {
      const before = await everything()
      await refuses(row, world, send)
      expect(await everything()).toEqual(before)
    })
  })
})

describe('the comparison of before and after', () => {
  it('sees a user, a cart line and an order that were not there', async () => {
    const seen = [await everything()]
    await kiosk.customer('unseen')
    seen.push(await everything())
    const customer = caller(kiosk.send, world.customer.token)
    await customer.post('/add-to-cart', { product_id: world.product, quantity: 1 })
    seen.push(await everything())
    await customer.post('/checkout')
    seen.push(await everything())
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(4)
  })
})
