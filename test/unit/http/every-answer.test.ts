import { describe, expect, it } from 'vitest'
import { everyRequest } from '../../support/every-request.ts'
import { openKiosk } from '../../support/kiosk.ts'

const kiosk = openKiosk()
await kiosk.addProducts({}, {})
const { anonymous } = kiosk
const customer = await kiosk.customer()

const JSON_TYPE = { 'content-type': 'application/json' }
const PROBLEM = { 'content-type': 'application/problem+json' }
const BEARER = { 'www-authenticate': 'Bearer realm="kiosk"' }

/** Exactly the headers of an answer, with those that only its kind has. */
const withHeaders = (own: Readonly<Record<string, unknown>>, cacheControl = 'no-store') => ({
  'cache-control': cacheControl,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-request-id': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  ...own,
})

const etag = expect.stringMatching(/^"[\w-]{22}"$/)
const link = expect.stringMatching(/^<\?.*>; rel="next"$/)
const location = expect.stringMatching(/^orders\//)
const key = { 'Idempotency-Key': 'one' }

describe('every answer', () => {
  it.each([
    ['GET', '/products', 200, withHeaders({ ...JSON_TYPE, etag }, 'no-cache')],
    ['GET', '/products?limit=1', 200, withHeaders({ ...JSON_TYPE, etag, link }, 'no-cache')],
    ['GET', '/products/1', 200, withHeaders({ ...JSON_TYPE, etag }, 'no-cache')],
    ['GET', '/products', 304, withHeaders({ etag }, 'no-cache'), undefined, { 'If-None-Match': '*' }],
    ['GET', '/livez', 200, withHeaders(JSON_TYPE)],
    ['GET', '/readyz', 200, withHeaders(JSON_TYPE)],
    ['GET', '/cart', 200, withHeaders(JSON_TYPE)],
    ['POST', '/add-to-cart', 200, withHeaders(JSON_TYPE), { product_id: 1, quantity: 1 }],
    ['POST', '/checkout', 201, withHeaders({ ...JSON_TYPE, location }), undefined, key],
    ['POST', '/checkout', 201, withHeaders({ ...JSON_TYPE, location, 'idempotent-replayed': 'true' }), undefined, key],
    ['DELETE', '/cart', 204, withHeaders({})],
    ['GET', '/orders', 200, withHeaders(JSON_TYPE)],
    ['POST', '/login', 401, withHeaders({ ...PROBLEM, ...BEARER }), { email: 'nobody@example.com', password: 'x' }],
    ['GET', '/orders/x', 404, withHeaders(PROBLEM)],
    ['GET', '/nothing/here', 404, withHeaders(PROBLEM)],
    ['PATCH', '/cart', 405, withHeaders({ ...PROBLEM, allow: 'DELETE, GET, HEAD' })],
    ['POST', '/checkout', 409, withHeaders(PROBLEM)],
    ['POST', '/register', 413, withHeaders(PROBLEM), 'x'.repeat(70_000)],
    ['POST', '/login', 415, withHeaders(PROBLEM), '{}', { 'Content-Type': 'text/plain' }],
    [
      'POST',
      '/login',
      415,
      withHeaders({ ...PROBLEM, 'accept-encoding': 'identity' }),
      {},
      { 'Content-Encoding': 'gzip' },
    ],
    ['POST', '/register', 422, withHeaders(PROBLEM), {}],
  ])('to %s %s (%i) has a request id, the security headers, its own and no others', async (...row) => {
    const [method, path, status, headers, body, sent] = row
    const answer = await customer.ask(method, path, body, sent)
    expect([answer.status, Object.fromEntries(answer.headers)]).toEqual([status, headers])
  })

  it('keeps the request id that a proxy gave, and makes its own for a malformed one', async () => {
    const idFor = async (id: string) =>
      (await anonymous.get('/livez', { 'X-Request-Id': id })).headers.get('X-Request-Id')
    for (const id of ['proxy-7=a_b', 'x'.repeat(255)]) expect(await idFor(id)).toBe(id)
    for (const id of ['two words', '<script>', 'x'.repeat(256), '{"a":1}']) {
      expect(await idFor(id)).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('to HEAD has the headers of GET and no body', async () => {
    const [get, head] = await Promise.all([anonymous.get('/products'), anonymous.ask('HEAD', '/products')])
    expect([head.status, head.body]).toEqual([200, undefined])
    expect(head.headers.get('ETag')).toBe(get.headers.get('ETag'))
  })
})

it('has no control character in an answer, wherever it repeats what the client sent', async () => {
  const controls = '\u001b[31m\u009b31m\u202e'
  const query = await kiosk.send(`/products?${encodeURIComponent(controls)}=1`)
  const headers = { Authorization: `Bearer ${customer.token}`, 'Content-Type': 'application/json' }
  const body = await kiosk.send('/checkout', { method: 'POST', headers, body: JSON.stringify({ [controls]: 1 }) })
  for (const text of [await query.text(), await body.text()]) {
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(JSON.parse(text)).toMatchObject({ errors: [{ pointer: `/${controls}` }] })
  }
})

it('logs one line a request, and one a log-in: the route and not the path, and nothing personal', async () => {
  kiosk.log.length = 0
  await customer.get('/products/1?secret=word')
  await anonymous.post('/login', { email: customer.email, password: 'a wrong password' })
  const [shown, failed, refused, ...others] = kiosk.log.map((entry) => JSON.parse(entry))
  expect(shown).toMatchObject({ event: 'request', level: 'info', method: 'GET', route: '/products/:id', status: 422 })
  expect(failed).toMatchObject({ event: 'log_in_failed', level: 'info', user_id: customer.id })
  expect(refused).toMatchObject({ method: 'POST', route: '/login', status: 401 })
  expect(shown).not.toHaveProperty('path')
  expect(others).toEqual([])
  for (const word of ['secret', customer.email, 'a wrong password', customer.token]) {
    expect(kiosk.log.join()).not.toContain(word)
  }
})

/** The line that a request of this client leaves in the log. */
const lineOf = async (method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}) => {
  proxied.log.length = 0
  await proxied.anonymous.ask(method, path, body, { 'X-Forwarded-For': '192.0.2.7', ...headers })
  return JSON.parse(proxied.log.at(-1) ?? '')
}
const proxied = openKiosk({}, { trustProxy: 1 })

it('logs of every registration, login and refused token whose it is, from where, and what came of it', async () => {
  const client = '192.0.2.7'
  const form = { email: 'eve@example.com', username: 'eve', password: 'securepassword' }
  const wrong = { ...form, password: 'not-hers-at-all' }
  const { id, token } = await proxied.customer('adam')
  const user_id = id + 1
  const accepted = { event: 'request', client, user_id }
  const wrongCredentials = { event: 'request', client, status: 401, code: 'wrong_credentials' }
  const lines = [
    [await lineOf('POST', '/register', form), { ...accepted, route: '/register', status: 201 }],
    [await lineOf('POST', '/register', form), { client, route: '/register', status: 409, code: 'email_taken' }],
    [await lineOf('POST', '/login', form), { ...accepted, route: '/login', status: 200 }],
    [await lineOf('POST', '/login', wrong), { ...wrongCredentials, user_id }],
    [await lineOf('POST', '/login', { ...wrong, email: 'nobody@example.com' }), wrongCredentials],
    [await lineOf('GET', '/cart', undefined, { Authorization: `Bearer ${token}x` }), { client, code: 'token_invalid' }],
    [await lineOf('GET', '/cart'), { client, route: '/cart', status: 401, code: 'token_missing' }],
    [await lineOf('GET', '/cart', undefined, { Authorization: `Bearer ${token}` }), { user_id: id, status: 200 }],
  ]
  for (const [line, said] of lines) {
    expect(line).toMatchObject(said)
    expect(JSON.stringify(line)).not.toMatch(/example\.com|securepassword|not-hers|eyJ|"eve"/)
  }
  expect(lines[2]?.[0]).not.toHaveProperty('code')
  expect(lines[4]?.[0]).not.toHaveProperty('user_id')
})

it('logs where a request went that found nothing: escaped, cut, and without its query', async () => {
  const path = async (asked: string) => (await lineOf('GET', asked)).path
  expect(await path('/wp-admin/setup.php?key=secret')).toBe('/wp-admin/setup.php')
  expect(await path('/products/77?')).toBe('/products/77')
  expect(await path(`/${'a'.repeat(5_000)}`)).toBe(`/${'a'.repeat(199)}`)
  expect(await path('/users/ada@example.com/cart')).toBe('/users/***/cart')
  for (const at of ['%40', '%2540']) expect(await path(`/users/ada${at}example.com`)).toBe('/users/***')
  expect(await path(`/reset/${(await proxied.customer()).token}`)).toBe('/reset/***')
  expect(await path('/a%1b%5b31m%c2%9b%0a%e2%80%ae')).toMatch(/^\/a/)
  expect(proxied.log.join('').trimEnd()).not.toMatch(/[^\P{Cc}]|\u202e/u)
  expect((await lineOf('GET', '/livez')).path).toBeUndefined()
  const long = { 'X-Forwarded-For': 'x'.repeat(5_000) }
  expect((await lineOf('GET', '/livez', undefined, long)).client).toHaveLength(200)
})

it.each(everyRequest({ email: 'q@example.com', username: 'q', password: 'securepassword' }))(
  'ignores what others add to the query of $method $path',
  async ({ method, path, body }) => {
    const added = '_=1731&utm_source=a&utm_campaign=b&utm_source=c&utm_=&fbclid=x&gclid=y&msclkid=z'
    const asked = async (query: string) => {
      const { status, body: answered } = await (await kiosk.customer()).ask(method, path + query, body)
      return [status, status === 422 && answered]
    }
    const plain = await asked('')
    expect(plain[0]).not.toBe(422)
    expect(await asked(`${path.includes('?') ? '&' : '?'}${added}`)).toEqual(
      path === '/register' ? [409, false] : plain,
    )
  },
)
