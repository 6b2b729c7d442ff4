import { describe, expect, it } from 'vitest'
import { openKiosk } from '../../support/kiosk.ts'
import { seedCases } from './seed.cases.ts'

const kiosk = openKiosk()
await kiosk.addProducts({ price: '10.99', stock: '50' }, { price: '5.49', stock: '100' })

it('answers the old application’s sample catalogue to the letter', async () => {
  const response = await kiosk.send('/products')
  expect(await response.text()).toBe(
    '[{"id":1,"name":"Product 1","price":10.99,"stock":50},{"id":2,"name":"Product 2","price":5.49,"stock":100}]',
  )
})

describe('the old application’s five calls', () => {
  it.each(Object.entries(seedCases))('%s', (_, run) => run(kiosk.send))
})
