import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { argon2Passwords } from '../../../src/adapters/security/argon2.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { codeOf } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { everyRequest } from '../../support/every-request.ts'
import { openKiosk } from '../../support/kiosk.ts'

/** A shop in which Ada has a lamp in her cart, and whose store then fails everything it is asked to do. */
const brokenBy = async (reason: Error) => {
  const memory = memoryStore()
  const { users, catalogue, carts, orders } = memory.readers
  let broken = false
  const orFail = <T>(work: () => Promise<T>): Promise<T> => (broken ? Promise.reject(reason) : work())
  const kiosk = openKiosk({
    store: {
      ...memory,
      unitOfWork: { run: (work) => orFail(() => memory.unitOfWork.run(work)) },
      readers: {
        users: {
          byEmail: (email) => orFail(() => users.byEmail(email)),
          byId: (id) => orFail(() => users.byId(id)),
        },
        catalogue: {
          page: (query) => orFail(() => catalogue.page(query)),
          product: (id) => orFail(() => catalogue.product(id)),
        },
        carts: { byUser: (userId) => orFail(() => carts.byUser(userId)) },
        orders: {
          page: (...asked) => orFail(() => orders.page(...asked)),
          byId: (...asked) => orFail(() => orders.byId(...asked)),
        },
      },
      ready: () => orFail(memory.ready),
    },
  })
  await kiosk.stock({})
  const ada = await kiosk.customer('ada')
  await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })
  broken = true
  kiosk.log.length = 0
  return { ...kiosk, ada, repair: () => (broken = false) }
}

const form = { email: 'new@example.com', username: 'new', password: PASSWORD }
const requests = everyRequest(form)

const outages = [
  { outcome: 'nothing_happened', retryable: true },
  { outcome: 'nothing_happened', retryable: false },
  { outcome: 'unknown', retryable: true },
] as const

describe.each(outages)('while the store is unavailable ($outcome, retryable: $retryable)', (outage) => {
  it.each(requests)('$method $path asks to come back, and the log says why', async ({ method, path, body }) => {
    const { ada, log } = await brokenBy(new Unavailable('connect ECONNREFUSED 10.0.0.7:3306', outage))
    const answer = await ada.ask(method, path, body)
    const code = outage.outcome === 'unknown' ? 'outcome_unknown' : 'unavailable'
    expect([answer.status, codeOf(answer)]).toEqual([503, code])
    expect(answer.headers.get('Retry-After')).toBe('1')
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7')
    const events = log.map((line) => JSON.parse(line))
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'unavailable',
        ...outage,
        reason: 'connect ECONNREFUSED 10.0.0.7:3306',
        request_id: answer.headers.get('X-Request-Id'),
      }),
    )
  })
})

describe('while something of ours is broken', () => {
  it('it is not ready, whatever the reason', async () => {
    const { ada, log } = await brokenBy(new TypeError('SELECT secret FROM kiosk.users'))
    expect((await ada.get('/readyz')).status).toBe(503)
    expect(log.join()).toContain('SELECT secret')
  })

  it.each(requests.filter(({ path }) => path !== '/readyz'))(
    '$method $path says nothing of the inside, and the log has it all',
    async ({ method, path, body }) => {
      const { ada, log } = await brokenBy(new TypeError('SELECT secret FROM kiosk.users'))
      const answer = await ada.ask(method, path, body)
      expect([answer.status, codeOf(answer)]).toEqual([500, 'internal_error'])
      const said = JSON.stringify([answer.body, ...answer.headers])
      for (const word of ['SELECT', 'TypeError', 'node_modules', '.ts']) expect(said).not.toContain(word)
      const events = log.map((line) => JSON.parse(line))
      expect(events).toContainEqual(
        expect.objectContaining({
          level: 'error',
          event: 'internal_error',
          request_id: answer.headers.get('X-Request-Id'),
          error: expect.stringMatching(/^TypeError: SELECT secret FROM kiosk\.users\n +at /),
        }),
      )
    },
  )
})

describe('after an outage', () => {
  it('the cart is still there and is sold as if nothing had been', async () => {
    const { ada, repair } = await brokenBy(new Unavailable('the database is away'))
    expect((await ada.post('/checkout')).status).toBe(503)
    repair()
    expect((await ada.post('/checkout')).status).toBe(201)
  })

  it('livez never failed: a shop that waits for its database is not to be restarted', async () => {
    const { visitor } = await brokenBy(new Unavailable('the database is away'))
    expect((await visitor.get('/livez')).status).toBe(200)
  })
})

describe('a flood of logins', () => {
  it('is answered as far as the machine goes, and the rest is asked to come back', async () => {
    const { visitor } = openKiosk({ passwords: argon2Passwords({ concurrency: 1, queue: 2 }) })
    const logins = Array.from({ length: 6 }, () => visitor.post('/login', form))
    const statuses = (await Promise.all(logins)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([401, 401, 401, 503, 503, 503])
  })
})
