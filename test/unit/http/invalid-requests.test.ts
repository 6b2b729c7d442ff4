import { describe, expect, it } from 'vitest'
import { resigned } from '../../contracts/forged-token.ts'
import { client } from '../../support/client.ts'
import { openKiosk, SECRET } from '../../support/kiosk.ts'
import { snapshot } from '../../support/snapshot.ts'
import { checkRefused, openFixture } from './invalid-request.ts'
import { invalidRequests } from './invalid-requests.cases.ts'

const kiosk = openKiosk()
await kiosk.addProducts({ stock: '20' }, { stock: '0' })
const fixture = await openFixture(kiosk.send, SECRET)

describe.each(Object.entries(invalidRequests))('invalid %s', (_, rows) => {
  it.each(rows)('$name: refused, and nothing changes', async (row) => {
    const before = await snapshot(kiosk.store)
    await checkRefused(row, fixture, kiosk.send)
    expect(await snapshot(kiosk.store)).toEqual(before)
  })

  // Other runtimes run them by name.
  it('have unique names', () => expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length))
})

it('accepts the token of which the forged ones are changed', async () => {
  const token = await resigned(fixture.customer.token, SECRET, {})
  expect((await client(kiosk.send, token).get('/cart')).status).toBe(200)
})
