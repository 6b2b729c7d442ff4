import { afterAll, beforeAll, describe, it } from 'vitest'
import { openKiosk, overSocket } from '../support/kiosk.ts'
import { seedCases } from '../unit/http/seed.cases.ts'

const kiosk = openKiosk()
const socket = await overSocket(kiosk)
beforeAll(() => kiosk.stock({ name: 'Product 1', price: '10.99', stock: '50' }, { price: '5.49', stock: '100' }))
afterAll(() => socket.stop())

describe('the old application’s five calls, over a socket', () => {
  it.each(Object.entries(seedCases))('%s', (_, run) => run(socket.send))
})
