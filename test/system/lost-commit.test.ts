import { describe, expect, inject } from 'vitest'
import { added, cart, expected, placed, products } from '../support/bodies.ts'
import { codeOf, sendTo } from '../support/client.ts'
import { customer, orderHistory } from '../support/customers.ts'
import type { Fate } from '../support/servers/relay.ts'
import { importDemo } from './import-demo.ts'
import { testOnRelay } from './on-relay.ts'

const LOST = 'is lost'
const UNHEARD = 'is done, and the answer is lost'

/** Which COMMITs break the connection, and whether the buyer hears of the order at once all the same. */
const purchases: readonly (readonly [first: Fate, second: Fate, heard: boolean])[] = [
  [LOST, 'passes', true],
  [UNHEARD, 'passes', true],
  [LOST, LOST, false],
  [LOST, UNHEARD, false],
  [UNHEARD, LOST, false],
  [UNHEARD, UNHEARD, false],
]

describe.each(inject('mysqlServers'))('when a COMMIT on its way to $name', ({ url: server }) => {
  /** Ada, in a shop whose way to its database can break. */
  const shop = testOnRelay(server).extend('ada', async ({ folder, open, way }) => {
    const env = { DATABASE_URL: way.url }
    await importDemo({ folder, env })
    const { url } = await open(env)
    return customer(sendTo([url]), 'ada')
  })

  shop.for(purchases)(
    '%s and that of the next try %s, the cart is bought once',
    async ([first, second, heard], { ada, way }) => {
      expected(await ada.post('/add-to-cart', { product_id: 1, quantity: 2 }), 200, added)
      const checkout = () => ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
      const [before] = expected(await ada.get('/products'), 200, products)

      way.next(first, second)
      if (!heard) expect(codeOf(await checkout())).toBe('outcome_unknown')
      const { order } = expected(await checkout(), 201, placed)
      expect(way.left).toEqual([])

      expect(await orderHistory(ada, 20)).toEqual([order])
      expect(expected(await ada.get('/cart'), 200, cart).items).toEqual([])
      const [after] = expected(await ada.get('/products'), 200, products)
      expect(after?.stock).toBe(Number(before?.stock) - 2)
    },
  )

  shop.for<readonly [Fate, number]>([
    [LOST, 0],
    [UNHEARD, 1],
  ])('%s, nothing goes into a cart twice, and the buyer is told to look', async ([fate, lines], { ada, way }) => {
    way.next(fate)
    const added = await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })
    expect([added.status, codeOf(added)]).toEqual([503, 'outcome_unknown'])
    const { items } = expected(await ada.get('/cart'), 200, cart)
    expect(items.map(({ quantity }) => quantity)).toEqual(Array(lines).fill(1))
  })
})
