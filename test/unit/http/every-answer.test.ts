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

it('logs one line a request: the route and not the path, and nothing personal', async () => {
  kiosk.log.length = 0
  await customer.get('/products/1?secret=word')
  await anonymous.post('/login', { email: customer.email, password: 'a wrong password' })
  const [shown, refused, ...others] = kiosk.log.map((entry) => JSON.parse(entry))
  expect(shown).toMatchObject({ event: 'request', level: 'info', method: 'GET', route: '/products/:id', status: 422 })
  expect(refused).toMatchObject({ method: 'POST', route: '/login', status: 401 })
  expect(others).toEqual([])
  for (const word of ['secret', customer.email, 'a wrong password', customer.token]) {
    expect(kiosk.log.join()).not.toContain(word)
  }
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
