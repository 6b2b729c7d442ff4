import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HttpEnvironment } from '../../../src/adapters/http/environment.ts'
import { problemOf, type Refusal, refuse } from '../../../src/adapters/http/problems.ts'
import { LIMITS } from '../../../src/adapters/http/servers/server.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { present } from '../../contracts/expect.ts'
import { type Answer, client, codeOf, read } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import type { AnyRequest } from '../../support/every-request.ts'
import { openKiosk, overSocket } from '../../support/kiosk.ts'
import { say } from '../../system/wire.ts'

const kiosk = openKiosk()
const { visitor } = kiosk
const form = { email: 'new@example.com', username: 'new', password: PASSWORD }

const failing = (reason: Error) => {
  const store = memoryStore()
  const catalogue = { ...store.readers.catalogue, page: () => Promise.reject(reason) }
  return openKiosk({ store: { ...store, readers: { ...store.readers, catalogue } } }).visitor
}

// What the server refuses before it is a request, among it one that never ends.
const impatient = await overSocket(kiosk, { ...LIMITS, headersTimeoutMs: 50, requestTimeoutMs: 50 })
afterAll(() => impatient.stop())
const heard = async (bytes: string) => present((await say(impatient.url, bytes)).answer)

let customers = 0
const customer = () => kiosk.customer(`customer-${++customers}`)
const filled = async (quantity: number) => {
  const someone = await customer()
  await someone.post('/add-to-cart', { product_id: 1, quantity })
  return someone
}

/** Someone with a good token of an account that is gone. */
const ofNoAccount = async () => {
  const { token } = await kiosk.tokens.issue({ userId: 999_999, role: 'customer' })
  return client(kiosk.send, token)
}

/** How each refusal comes about: one that the shop learns without being reached here does not compile. */
const reach: Readonly<Record<Refusal['type'], () => Promise<Answer>>> = {
  malformed_request: () => heard('BREW /coffee HTTP/1.1\r\n\r\n'),
  malformed_json: async () => visitor.ask('POST', '/login', undefined, { 'Content-Type': 'application/json' }),
  malformed_header: async () => (await filled(1)).post('/checkout', undefined, { 'Idempotency-Key': 'two words' }),
  token_missing: () => visitor.get('/cart'),
  token_invalid: () => visitor.get('/cart', { Authorization: 'Bearer x' }),
  wrong_credentials: () => visitor.post('/login', { email: 'nobody@example.com', password: PASSWORD }),
  account_gone: async () => (await ofNoAccount()).get('/cart'),
  // No route looks up another user yet: this is what one would answer.
  user_not_found: async () => {
    const route = new Hono<HttpEnvironment>().get('/', (c) => {
      c.set('requestId', 'the-request-id')
      return refuse(c, { type: 'user_not_found' })
    })
    return read(await route.request('/'))
  },
  not_your_account: async () => {
    const someone = await customer()
    return someone.post('/add-to-cart', { user_id: someone.id + 1, product_id: 1, quantity: 1 })
  },
  route_not_found: () => visitor.get('/nothing'),
  product_not_found: () => visitor.get('/products/1002'),
  order_not_found: async () => (await customer()).get('/orders/999'),
  method_not_allowed: () => visitor.delete('/products'),
  email_taken: async () => visitor.post('/register', { ...form, email: (await customer()).email }),
  username_taken: async () => visitor.post('/register', { ...form, username: (await customer()).username }),
  cart_empty: async () => (await customer()).post('/checkout'),
  out_of_stock: async () => (await filled(51)).post('/checkout'),
  total_changed: async () => (await filled(1)).post('/checkout', { expected_total: 1 }),
  order_not_cancellable: async () => {
    const someone = await filled(1)
    const order = String((await someone.post('/checkout')).headers.get('Location'))
    await someone.post(`${order}/cancel`)
    return someone.post(`${order}/cancel`)
  },
  request_timeout: () => heard('GET /products HTTP/1.1\r\n'),
  expectation_failed: () => heard('GET /products HTTP/1.1\r\nHost: a\r\nExpect: a miracle\r\n\r\n'),
  headers_too_large: () => heard(`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`),
  body_too_large: () => visitor.post('/login', 'x'.repeat(65 * 1024)),
  unsupported_media_type: () => visitor.post('/login', form, { 'Content-Type': 'text/plain' }),
  invalid: () => visitor.post('/register', {}),
  quantity_out_of_range: async () => (await filled(9_999)).post('/add-to-cart', { product_id: 1, quantity: 1 }),
  cart_full: async () => {
    const someone = await customer()
    const lines = Array.from({ length: 1_000 }, (_, i) => ({ userId: someone.id, productId: i + 1, quantity: 1 }))
    await kiosk.store.unitOfWork.run(async ({ carts }) => {
      await carts.lock([someone.id])
      await carts.saveLines(lines)
    })
    return someone.put('/cart/items/1001', { quantity: 1 })
  },
  internal_error: () => failing(new Error('a defect')).get('/products'),
  outcome_unknown: () =>
    failing(new Unavailable('the answer to a COMMIT was lost', { outcome: 'unknown' })).get('/products'),
  unavailable: () => failing(new Unavailable('the database is away')).get('/products'),
}

beforeAll(() => kiosk.stock(...Array.from({ length: 1_001 }, () => ({}))))

describe('a refusal', () => {
  it.each(Object.entries(reach))('%s is answered as the problem it is', async (type, reaching) => {
    const { status, headers, body } = await reaching()
    const [expected, title, detail] = Object.entries(problemOf).find(([known]) => known === type)?.[1] ?? []
    expect(status).toBe(expected)
    expect(headers.get('Content-Type')).toBe('application/problem+json')
    expect(body).toMatchObject({
      type: `urn:kiosk:problem:${type}`,
      title,
      status,
      detail,
      code: type,
      request_id: headers.get('X-Request-Id'),
      message: detail,
    })
  })

  it('points at every field that is wrong, and says of each what is', async () => {
    const { body } = await visitor.post('/register', { email: 'nobody', username: ' ', password: 'short' })
    expect(body).toMatchObject({
      errors: [
        { pointer: '/email', message: 'must be an email address' },
        { pointer: '/username', message: 'must have 1 to 64 characters' },
        { pointer: '/password', message: 'must have at least 8 characters' },
      ],
    })
  })

  it.each([
    ['a field whose name needs escaping', '/checkout', { 'a/b~c': 1 }, '/a~1b~0c'],
    ['the whole body', '/checkout', [], ''],
  ])('points at %s as RFC 6901 writes it', async (_, path, sent, pointer) => {
    const { body } = await (await customer()).post(path, sent)
    expect(body).toMatchObject({ code: 'invalid', errors: [{ pointer }] })
  })

  it.each([
    ['/register', 'POST'],
    ['/login', 'POST'],
    ['/products', 'GET, HEAD'],
    ['/products/1', 'GET, HEAD'],
    ['/add-to-cart', 'POST'],
    ['/checkout', 'POST'],
    ['/cart', 'DELETE, GET, HEAD'],
    ['/cart/items/1', 'DELETE, PUT'],
    ['/orders', 'GET, HEAD'],
    ['/orders/1', 'GET, HEAD'],
    ['/orders/1/cancel', 'POST'],
    ['/livez', 'GET, HEAD'],
    ['/readyz', 'GET, HEAD'],
  ])('of a method tells what %s does take', async (path, allow) => {
    const refused = await visitor.ask('PATCH', path)
    expect([refused.status, refused.headers.get('Allow')]).toEqual([405, allow])
  })

  it('of a caller says how to come in (RFC 6750, section 3)', async () => {
    const challenge = async (answer: Promise<Answer>) => (await answer).headers.get('WWW-Authenticate')
    expect(await challenge(reach.token_missing())).toBe('Bearer realm="kiosk"')
    expect(await challenge(reach.wrong_credentials())).toBe('Bearer realm="kiosk"')
    expect(await challenge(reach.token_invalid())).toBe('Bearer realm="kiosk", error="invalid_token"')
    expect(await challenge(reach.account_gone())).toBe('Bearer realm="kiosk", error="invalid_token"')
    expect(await challenge(reach.user_not_found())).toBeNull()
    expect(await challenge(reach.cart_empty())).toBeNull()
  })
})

describe('a token whose account is gone', () => {
  const order = '/orders/01900000-0000-7000-8000-000000000000'
  const routes: readonly AnyRequest[] = [
    { method: 'POST', path: '/add-to-cart', body: { product_id: 1, quantity: 1 } },
    { method: 'GET', path: '/cart' },
    { method: 'DELETE', path: '/cart' },
    { method: 'PUT', path: '/cart/items/1', body: { quantity: 1 } },
    { method: 'DELETE', path: '/cart/items/1' },
    { method: 'POST', path: '/checkout' },
    { method: 'GET', path: '/orders' },
    { method: 'GET', path: order },
    { method: 'POST', path: `${order}/cancel` },
  ]

  it.each(routes)('is answered 401 by $method $path', async ({ method, path, body }) => {
    const answer = await (await ofNoAccount()).ask(method, path, body)
    expect([answer.status, codeOf(answer)]).toEqual([401, 'account_gone'])
  })

  it('is looked at on every route that asks for a token', async () => {
    const signedIn: string[] = []
    for (const { method, path } of kiosk.app.routes.filter((route) => route.method !== 'ALL')) {
      const refused = await visitor.ask(method, path.replace(':id', '1'))
      if (codeOf(refused) === 'token_missing') signedIn.push(`${method} ${path}`)
    }
    const asked = routes.map(
      ({ method, path }) => `${method} ${path.replace(order, '/orders/:id').replace('/1', '/:id')}`,
    )
    expect([...new Set(signedIn)].sort()).toEqual(asked.sort())
  })
})
