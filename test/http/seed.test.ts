import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKiosk, overSocket } from './kiosk.ts'
import { seedCases } from './seed.cases.ts'

const kiosk = openKiosk()
const socket = await overSocket(kiosk)
beforeAll(() => kiosk.stock({ name: 'Product 1', price: '10.99', stock: '50' }, { price: '5.49', stock: '100' }))
afterAll(() => socket.stop())

describe.each([
  ['in process', kiosk.send],
  ['over a socket', socket.send],
])('the old application’s five calls, %s', (_, send) => {
  it.each(Object.entries(seedCases))('%s', (_, run) => run(send))
})

it('answers the old application’s sample catalogue to the letter', async () => {
  const fresh = openKiosk()
  await fresh.stock({ price: '10.99', stock: '50' }, { price: '5.49', stock: '100' })
  const response = await fresh.send('/products')
  expect(await response.text()).toBe(
    '[{"id":1,"name":"Product 1","price":10.99,"stock":50},{"id":2,"name":"Product 2","price":5.49,"stock":100}]',
  )
})
