import { describe, expect, it } from 'vitest'
import { client } from '../../support/client.ts'
import { badInput } from './bad-input.cases.ts'
import { aShopToSpoil } from './bad-input-world.ts'
import { forge } from './forge.ts'
import { holdBadInput } from './hold-bad-input.ts'

const { kiosk, world, everything } = await aShopToSpoil()

it('the table is long, and no name in it comes twice', () => {
  const names = Object.values(badInput).flatMap((rows) => rows.map(([name]) => name))
  expect(names.length).toBeGreaterThan(200)
  expect(new Set(names).size).toBe(names.length)
})

it('what the table says of a forged token would not hold of one that is right in all', async () => {
  expect((await client(kiosk.send, await forge(world)).get('/cart')).status).toBe(200)
})

describe('bad input in process is refused, and nothing changes', () => holdBadInput(kiosk.send, world, everything))

describe('the comparison of before and after', () => {
  it('sees a user, a cart line and an order that were not there', async () => {
    const seen = [await everything()]
    await kiosk.customer('unseen')
    seen.push(await everything())
    const customer = client(kiosk.send, world.customer.token)
    await customer.post('/add-to-cart', { product_id: world.product, quantity: 1 })
    seen.push(await everything())
    await customer.post('/checkout')
    seen.push(await everything())
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(4)
  })
})
