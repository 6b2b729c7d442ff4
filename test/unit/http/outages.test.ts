import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { argon2Passwords } from '../../../src/adapters/security/argon2.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { codeOf } from '../../support/client.ts'
import { logIn, PASSWORD } from '../../support/customers.ts'
import { everyAdminRequest, everyRequest } from '../../support/every-request.ts'
import { openKiosk } from '../../support/kiosk.ts'

let outage: Error | undefined

/** Every call of the store or of its parts is rejected while there is an outage. */
const interruptible = <T extends object>(part: T): T =>
  new Proxy(part, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member === 'object' && member !== null) return interruptible(member)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => (outage ? Promise.reject(outage) : Reflect.apply(member, target, given))
    },
  })

const kiosk = openKiosk({ store: interruptible(memoryStore()) })
await kiosk.addProducts({})
await kiosk.customer('ada')
await kiosk.shop.promoteUser('ada@example.com')
const ada = await logIn(kiosk.send, 'ada')
await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })

const form = { email: 'new@example.com', username: 'new', password: PASSWORD }
// The list of routes needs no store.
const requests = [...everyRequest(form), ...everyAdminRequest.filter(({ path }) => path !== '/admin')]
const events = () => kiosk.log.map((line) => JSON.parse(line))

beforeEach(() => {
  outage = undefined
  kiosk.log.length = 0
})

const outages = [
  { outcome: 'nothing_happened', retryable: true },
  { outcome: 'nothing_happened', retryable: false },
  { outcome: 'unknown', retryable: true },
] as const

describe.each(outages)('while the store is unavailable ($outcome, retryable: $retryable)', (unavailable) => {
  it.each(requests)('$method $path asks to retry, and the log says why', async ({ method, path, body }) => {
    const reason = 'connect ECONNREFUSED 10.0.0.7:3306'
    outage = new Unavailable(reason, unavailable)
    const answer = await ada.ask(method, path, body, { 'If-Match': '*' })
    const code = unavailable.outcome === 'unknown' ? 'outcome_unknown' : 'unavailable'
    expect([answer.status, codeOf(answer)]).toEqual([503, code])
    expect(answer.headers.get('Retry-After')).toBe('1')
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7')
    const request_id = answer.headers.get('X-Request-Id')
    expect(events()).toContainEqual(
      expect.objectContaining({ event: 'unavailable', ...unavailable, reason, request_id }),
    )
  })
})

describe('while the store has a defect', () => {
  it.each(requests)('$method $path shows nothing of it, and the log all', async ({ method, path, body }) => {
    outage = new TypeError('SELECT secret FROM kiosk.users')
    const answer = await ada.ask(method, path, body, { 'If-Match': '*' })
    const notReady = path === '/readyz'
    expect([answer.status, codeOf(answer)]).toEqual(notReady ? [503, 'unavailable'] : [500, 'internal_error'])
    const sent = JSON.stringify([answer.body, ...answer.headers])
    for (const word of ['SELECT', 'TypeError', 'node_modules', '.ts']) expect(sent).not.toContain(word)
    const request_id = answer.headers.get('X-Request-Id')
    const error = expect.stringMatching(/^TypeError: SELECT secret FROM kiosk\.users\n +at /)
    const logged = notReady
      ? { event: 'unavailable', reason: expect.stringContaining('SELECT secret') }
      : { level: 'error', event: 'internal_error', error }
    expect(events()).toContainEqual(expect.objectContaining({ ...logged, request_id }))
  })
})

it('tries every route but /livez and /admin', () => {
  const asked = (route: string, path: string) => new RegExp(`^${route.replace(':id', '[^/?]+')}(\\?|$)`).test(path)
  const missing = kiosk.app.routes
    .filter(({ method, path }) => method !== 'ALL' && !['/livez', '/admin'].includes(path))
    .filter((route) => !requests.some(({ method, path }) => method === route.method && asked(route.path, path)))
  expect(missing).toEqual([])
})

it('answers /livez during an outage: a shop that waits for its database is not to be restarted', async () => {
  outage = new Unavailable('the database is away')
  expect(await kiosk.anonymous.get('/livez')).toMatchObject({ status: 200, body: { status: 'alive' } })
})

it('sells the cart after an outage', async () => {
  outage = new Unavailable('the database is away')
  expect((await ada.post('/checkout')).status).toBe(503)
  outage = undefined
  expect((await ada.post('/checkout')).status).toBe(201)
  expect((await ada.get('/readyz')).body).toEqual({ status: 'ready' })
})

it('answers as many logins as the hasher takes, and asks the others to retry', async () => {
  const { anonymous } = openKiosk({ passwords: argon2Passwords({ concurrency: 1, queue: 2 }) })
  const answers = await Promise.all(Array.from({ length: 6 }, () => anonymous.post('/login', form)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([401, 401, 401, 503, 503, 503])
})
