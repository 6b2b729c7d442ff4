import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '../../../src/adapters/http/servers/server.ts'
import { present } from '../../contracts/expect.ts'
import { type Answer, client } from '../../support/client.ts'
import { openKiosk, overSocket } from '../../support/kiosk.ts'
import { say } from '../../system/wire.ts'

const kiosk = openKiosk()
await kiosk.stock({}, {})
const socket = await overSocket(kiosk)
const impatient = await overSocket(kiosk, { ...LIMITS, headersTimeoutMs: 50, requestTimeoutMs: 50 })
afterAll(() => Promise.all([socket.stop(), impatient.stop()]))

const JSON_TYPE = { 'content-type': 'application/json' }
const PROBLEM = { 'content-type': 'application/problem+json' }
const BEARER = { 'www-authenticate': 'Bearer realm="kiosk"' }
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Every header that an answer has, but for those that HTTP/1.1 itself puts on it. */
const headersOf = ({ headers }: Pick<Answer, 'headers'>) => {
  const wire = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']
  return Object.fromEntries([...headers].filter(([name]) => !wire.includes(name)))
}

/** Exactly what an answer of the API has: `more` is what only its kind needs. */
const exactly = (more: Readonly<Record<string, unknown>>, cacheControl = 'no-store') => ({
  'cache-control': cacheControl,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-request-id': expect.stringMatching(UUID),
  ...more,
})

const etag = expect.stringMatching(/^"[\w-]{22}"$/)
const link = expect.stringMatching(/^<\/products\?.*>; rel="next"$/)

const tooLarge = JSON.stringify('x'.repeat(70_000))

describe.each([
  ['in process', kiosk.send],
  ['over a socket', socket.send],
])('every answer, %s', (_, send) => {
  let token = ''
  beforeAll(async () => {
    token = (await kiosk.customer(crypto.randomUUID())).token
  })

  it.each([
    ['GET', '/products', 200, exactly({ ...JSON_TYPE, etag }, 'no-cache'), undefined],
    ['GET', '/products?limit=1', 200, exactly({ ...JSON_TYPE, etag, link }, 'no-cache'), undefined],
    ['GET', '/products/1', 200, exactly({ ...JSON_TYPE, etag }, 'no-cache'), undefined],
    ['GET', '/livez', 200, exactly(JSON_TYPE), undefined],
    ['GET', '/readyz', 200, exactly(JSON_TYPE), undefined],
    ['GET', '/cart', 200, exactly(JSON_TYPE), undefined],
    ['DELETE', '/cart', 204, exactly({}), undefined],
    ['GET', '/orders', 200, exactly(JSON_TYPE), undefined],
    ['POST', '/login', 401, exactly({ ...PROBLEM, ...BEARER }), { email: 'nobody@example.com', password: 'x' }],
    ['GET', '/orders/x', 404, exactly(PROBLEM), undefined],
    ['GET', '/nothing/here', 404, exactly(PROBLEM), undefined],
    ['PATCH', '/cart', 405, exactly({ ...PROBLEM, allow: 'DELETE, GET, HEAD' }), undefined],
    ['POST', '/checkout', 409, exactly(PROBLEM), undefined],
    ['POST', '/register', 413, exactly(PROBLEM), tooLarge],
    ['POST', '/register', 422, exactly(PROBLEM), {}],
  ])('to %s %s (%i) has a request id, the security headers, what its kind needs and nothing else', async (...row) => {
    const [method, path, status, headers, body] = row
    const answer = await client(send, token).ask(method, path, body)
    expect(answer.status).toBe(status)
    expect(headersOf(answer)).toEqual(headers)
  })

  it('to what a client has already (304), to a purchase (201) and to its repeat has them too', async () => {
    const again = await send('/products', { headers: { 'If-None-Match': '*' } })
    expect([again.status, headersOf(again)]).toEqual([304, exactly({ etag }, 'no-cache')])

    const customer = client(send, token)
    await customer.post('/add-to-cart', { product_id: 1, quantity: 1 })
    const buy = () => customer.post('/checkout', undefined, { 'Idempotency-Key': 'one' })
    const location = expect.stringMatching(/^\/orders\//)
    const placed = exactly({ ...JSON_TYPE, location })
    expect(headersOf(await buy())).toEqual(placed)
    expect(headersOf(await buy())).toEqual({ ...placed, 'idempotent-replayed': 'true' })
  })

  it('keeps the request id that a proxy gave, and makes its own for one that is no word', async () => {
    const ask = async (id: string) =>
      (await client(send).get('/livez', { 'X-Request-Id': id })).headers.get('X-Request-Id')
    expect(await ask('proxy-7=a_b')).toBe('proxy-7=a_b')
    for (const id of ['two words', '<script>', 'x'.repeat(256), '{"a":1}']) {
      expect(await ask(id)).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('to HEAD has the headers of GET and no body', async () => {
    const [got, head] = await Promise.all([send('/products'), send('/products', { method: 'HEAD' })])
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(head.headers.get('ETag')).toBe(got.headers.get('ETag'))
  })
})

describe('an answer of the server itself, for which the shop was not asked,', () => {
  it.each([
    ['a request that is malformed', 400, 'GET / HTTP/9.9\r\n\r\n'],
    ['a request without a Host', 400, 'GET / HTTP/1.1\r\n\r\n'],
    ['a request that never ends', 408, 'GET / HTTP/1.1\r\n'],
    ['an expectation that nobody can meet', 417, 'GET / HTTP/1.1\r\nHost: a\r\nExpect: a miracle\r\n\r\n'],
    ['headers that are too large', 431, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('to %s (%i) has the same headers', async (_, status, bytes) => {
    const answer = present((await say(impatient.url, bytes)).answer)
    expect(answer.status).toBe(status)
    expect(headersOf(answer)).toEqual(exactly(PROBLEM))
    expect(answer.headers.get('Connection')).toBe('close')
  })
})

describe('the log', () => {
  it('has one line a request: the route and not the path, and nothing personal', async () => {
    const own = openKiosk()
    await own.stock({})
    const ada = await own.customer('ada')
    own.log.length = 0
    await ada.get('/products/1?secret=word')
    await own.visitor.post('/login', { email: 'ada@example.com', password: 'a wrong password' })
    const [shown, refused] = own.log.map((line) => JSON.parse(line))
    expect(own.log).toHaveLength(2)
    expect(shown).toMatchObject({ event: 'request', level: 'info', method: 'GET', route: '/products/:id', status: 422 })
    expect(refused).toMatchObject({ method: 'POST', route: '/login', status: 401 })
    for (const word of ['secret', 'ada@', 'a wrong password', ada.token]) expect(own.log.join()).not.toContain(word)
  })
})

describe('a probe', () => {
  it('hears that the shop lives and is ready', async () => {
    expect((await kiosk.visitor.get('/livez')).body).toEqual({ status: 'alive' })
    expect((await kiosk.visitor.get('/readyz')).body).toEqual({ status: 'ready' })
  })
})
