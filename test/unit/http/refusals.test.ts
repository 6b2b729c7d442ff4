import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { HttpEnvironment } from '../../../src/adapters/http/environment.ts'
import { guardsOf } from '../../../src/adapters/http/middleware/guards.ts'
import { observe } from '../../../src/adapters/http/middleware/observe.ts'
import { problemOf, problemResponse } from '../../../src/adapters/http/problems.ts'
import { refusalOfParserError } from '../../../src/adapters/http/servers/node-connections.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import type { Claims } from '../../../src/application/ports/security.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { expected, loggedIn } from '../../support/bodies.ts'
import { type Answer, client, codeOf, read } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { type AnyRequest, everyRequest } from '../../support/every-request.ts'
import { openKiosk } from '../../support/kiosk.ts'

const kiosk = openKiosk()
await kiosk.addProducts(...Array.from({ length: 1_001 }, () => ({})))
const { anonymous, customer } = kiosk
const form = { email: 'new@example.com', username: 'new', password: PASSWORD }

const failing = (reason: Error) => {
  const store = memoryStore()
  const catalogue = { ...store.readers.catalogue, page: () => Promise.reject(reason) }
  return openKiosk({ store: { ...store, readers: { ...store.readers, catalogue } } }).anonymous
}
const customerWith = async (quantity: number) => {
  const buyer = await customer()
  await buyer.post('/add-to-cart', { product_id: 1, quantity })
  return buyer
}
const withoutAccount = async () => {
  return client(kiosk.send, await tokenOf({ userId: 999_999 }))
}
/** A token of the shop's own with other claims than a log-in would give. */
const tokenOf = async (claims: Partial<Omit<Claims, 'sessionId'>>) => {
  const times = { freshAt: kiosk.clock.now(), until: Number.MAX_SAFE_INTEGER }
  const usual = { userId: (await customer()).id, role: 'customer', mustChangePassword: false, ...times } as const
  return (await kiosk.tokens.issue({ ...usual, sessionId: '01900000-0000-7000-8000-000000000000', ...claims })).token
}
const logIn = async (body: object = {}) => {
  const { email } = await customer()
  const answer = await anonymous.post('/login', { email, password: PASSWORD, ...body })
  return { email, ...expected(answer, 200, loggedIn) }
}
const refresh = (refresh_token: string) => anonymous.post('/token/refresh', { refresh_token })
const reused = async () => {
  const { refresh_token } = await logIn()
  const next = expected(await refresh(refresh_token), 200, loggedIn)
  await refresh(next.refresh_token)
  kiosk.advanceMs(10_001)
  return refresh(refresh_token)
}
/** With a cookie, and without the CSRF token. */
const forged = async () => {
  const { token } = await customer()
  return anonymous.post('/logout', undefined, { Cookie: `__Host-kiosk_access=${token}` })
}
const disabled = async () => {
  const { email } = await customer()
  await kiosk.shop.disableUser(email)
  return anonymous.post('/login', { email, password: PASSWORD })
}
const administrator = async () => client(kiosk.send, await tokenOf({ role: 'admin' }))
const changedStock = async (given: object) => (await administrator()).post('/admin/products/1/stock', given)
const bought = async (): Promise<string> => {
  const answer = await (await customerWith(1)).post('/checkout')
  return `/admin/${answer.headers.get('Location')}`
}
const tooMany = async () => {
  const { anonymous } = openKiosk({}, { addressLogins: 1 })
  const guess = () => anonymous.post('/login', { email: 'nobody@example.com', password: PASSWORD })
  await guess()
  return guess()
}
/** A guard of a route that there is not yet. */
const forAdministrators = async () => {
  const app = new Hono<HttpEnvironment>()
    .use(observe(() => undefined, 0, undefined))
    .get('/', guardsOf(kiosk.shop).user({ role: 'admin' }), (c) => c.body(null))
  const headers = { Authorization: `Bearer ${(await customer()).token}` }
  return read(await app.request('/', { headers }))
}

/**
 * How each refusal is reached: a new one does not compile until it is here. What a server refuses before there is a
 * request is reached over a socket in test/system/http.socket.test.ts; here is its answer.
 */
const reach: Readonly<Record<keyof typeof problemOf, () => Promise<Answer>>> = {
  malformed_request: () => read(problemResponse(refusalOfParserError('HPE_INVALID_METHOD'))),
  malformed_json: () => anonymous.post('/login', undefined, { 'Content-Type': 'application/json' }),
  malformed_header: async () => (await customer()).post('/checkout', undefined, { 'Idempotency-Key': 'two words' }),
  token_missing: () => anonymous.get('/cart'),
  token_invalid: () => anonymous.get('/cart', { Authorization: 'Bearer x' }),
  wrong_credentials: () => anonymous.post('/login', { email: 'nobody@example.com', password: PASSWORD }),
  refresh_token_invalid: () => anonymous.post('/token/refresh'),
  refresh_token_reused: reused,
  fresh_login_required: async () => {
    const user = client(kiosk.send, await tokenOf({ freshAt: kiosk.clock.now() - 301_000 }))
    return user.patch('/me', {})
  },
  account_disabled: disabled,
  csrf_token_invalid: forged,
  password_change_required: async () => client(kiosk.send, await tokenOf({ mustChangePassword: true })).get('/me'),
  too_many_attempts: tooMany,
  stock_moved: () => changedStock({ counted: 1, expected: 2 }),
  stock_out_of_range: () => changedStock({ change: -1_000_000, reason: 'correction' }),
  if_match_missing: async () => (await administrator()).patch('/admin/products/1', {}),
  version_moved: async () => (await administrator()).ask('PATCH', '/admin/products/1', {}, { 'If-Match': '"v9"' }),
  sku_taken: async () => (await administrator()).post('/admin/products', { sku: 'SKU-1', name: 'Lamp', price: 1 }),
  order_not_shippable: async () => {
    const [joan, order] = [await administrator(), await bought()]
    await joan.post(`${order}/ship`)
    return joan.post(`${order}/ship`)
  },
  order_not_deliverable: async () => (await administrator()).post(`${await bought()}/deliver`),
  refund_too_high: async () => (await administrator()).post(`${await bought()}/refund`, { amount: 11 }),
  user_not_found: async () => (await administrator()).get('/admin/customers/999999'),
  last_administrator: async () => {
    const joan = await customer()
    await kiosk.shop.promoteUser(joan.email)
    return (await administrator()).post(`/admin/customers/${joan.id}/disable`)
  },
  role_missing: forAdministrators,
  session_not_found: async () => (await customer()).delete('/sessions/x'),
  account_gone: async () => (await withoutAccount()).get('/cart'),
  not_your_account: async () => (await customer()).post('/add-to-cart', { user_id: 0, product_id: 1, quantity: 1 }),
  route_not_found: () => anonymous.get('/nothing'),
  product_not_found: () => anonymous.get('/products/1002'),
  order_not_found: async () => (await customer()).get('/orders/999'),
  method_not_allowed: () => anonymous.delete('/products'),
  email_taken: async () => anonymous.post('/register', { ...form, email: (await customer()).email }),
  username_taken: async () => anonymous.post('/register', { ...form, username: (await customer()).username }),
  cart_empty: async () => (await customer()).post('/checkout'),
  out_of_stock: async () => (await customerWith(51)).post('/checkout'),
  total_changed: async () => (await customerWith(1)).post('/checkout', { expected_total: 1 }),
  order_not_cancellable: async () => {
    const buyer = await customerWith(1)
    const order = `/${(await buyer.post('/checkout')).headers.get('Location')}`
    await buyer.post(`${order}/cancel`)
    return buyer.post(`${order}/cancel`)
  },
  request_timeout: () => read(problemResponse(refusalOfParserError('ERR_HTTP_REQUEST_TIMEOUT'))),
  expectation_failed: () => read(problemResponse({ type: 'expectation_failed' })),
  headers_too_large: () => read(problemResponse(refusalOfParserError('HPE_HEADER_OVERFLOW'))),
  body_too_large: () => anonymous.post('/login', 'x'.repeat(65 * 1024)),
  unsupported_media_type: () => anonymous.post('/login', form, { 'Content-Type': 'text/plain' }),
  unsupported_content_encoding: () => anonymous.post('/login', form, { 'Content-Encoding': 'gzip' }),
  invalid: () => anonymous.post('/register', {}),
  quantity_out_of_range: async () => (await customerWith(9_999)).post('/add-to-cart', { product_id: 1, quantity: 1 }),
  idempotency_key_reused: async () => {
    const buyer = await customerWith(1)
    const key = { 'Idempotency-Key': 'k' }
    await buyer.post('/checkout', undefined, key)
    return buyer.post('/checkout', { expected_total: 1 }, key)
  },
  cart_full: async () => {
    const buyer = await customer()
    const lines = Array.from({ length: 1_000 }, (_, i) => ({
      userId: buyer.id,
      productId: i + 1,
      quantity: 1,
      priceAdded: undefined,
    }))
    await kiosk.store.unitOfWork.run(async ({ carts }) => {
      await carts.lock([buyer.id])
      await carts.saveLines(lines)
    })
    return buyer.put('/cart/items/1001', { quantity: 1 })
  },
  internal_error: () => failing(new Error('a defect')).get('/products'),
  outcome_unknown: () => failing(new Unavailable('a lost COMMIT', { outcome: 'unknown' })).get('/products'),
  unavailable: () => failing(new Unavailable('the database is away')).get('/products'),
}

describe('a refusal', () => {
  it.each(Object.entries(reach))('%s is answered as its problem', async (type, reaching) => {
    const { status, headers, body } = await reaching()
    const [expected, title, sentence] = Object.entries(problemOf).find(([known]) => known === type)?.[1] ?? []
    // Says the first fault.
    const detail = type === 'invalid' ? 'email: is missing' : sentence
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

  it('points at every invalid field, and says of each what is wrong', async () => {
    const { body } = await anonymous.post('/register', { email: 'nobody', username: ' ', password: 'short' })
    expect(body).toMatchObject({
      errors: [
        { pointer: '/email', message: 'must be an email address' },
        { pointer: '/username', message: 'must have 1 to 64 characters' },
        { pointer: '/password', message: 'must have at least 8 characters' },
      ],
    })
  })

  it('escapes the name of a field as RFC 6901 says', async () => {
    const { body } = await (await customer()).post('/checkout', { 'a/b~c': 1 })
    expect(body).toMatchObject({ code: 'invalid', errors: [{ pointer: '/a~1b~0c' }] })
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
  ])('of a method lists the methods of %s', async (path, allow) => {
    const { status, headers } = await anonymous.ask('PATCH', path)
    expect([status, headers.get('Allow')]).toEqual([405, allow])
  })

  it('of a caller carries a challenge (RFC 6750, section 3)', async () => {
    const challenge = async (answer: Promise<Answer>) => (await answer).headers.get('WWW-Authenticate')
    expect(await challenge(reach.token_missing())).toBe('Bearer realm="kiosk"')
    expect(await challenge(reach.wrong_credentials())).toBe('Bearer realm="kiosk"')
    expect(await challenge(reach.token_invalid())).toBe('Bearer realm="kiosk", error="invalid_token"')
    expect(await challenge(reach.account_gone())).toBe('Bearer realm="kiosk", error="invalid_token"')
    const fresh = 'Bearer error="insufficient_user_authentication", max_age=300'
    expect(await challenge(reach.fresh_login_required())).toBe(fresh)
    expect(await challenge(reach.product_not_found())).toBeNull()
    expect(await challenge(reach.cart_empty())).toBeNull()
  })
})

const signedIn: AnyRequest[] = []
for (const request of everyRequest({ ...form, email: 'every@example.com', username: 'every' })) {
  const answer = await anonymous.ask(request.method, request.path, request.body)
  if (codeOf(answer) === 'token_missing') signedIn.push(request)
}

/** Of a row that was deleted by hand: these ask for its sessions, of which there are none, or for its password. */
const withoutUser: Readonly<Record<string, readonly unknown[]>> = {
  'GET sessions': [200, undefined],
  'DELETE sessions': [404, 'session_not_found'],
  'POST logout': [204, undefined],
  'POST logout-all': [204, undefined],
  'POST token': [401, 'token_invalid'],
  'PUT me': [401, 'token_invalid'],
}

describe('a token whose account is gone', () => {
  it.each(signedIn)('is answered 401 by $method $path', async ({ method, path, body }) => {
    const answer = await (await withoutAccount()).ask(method, path, body)
    expect([answer.status, codeOf(answer)]).toEqual(
      withoutUser[`${method} ${path.split('/')[1]}`] ?? [401, 'account_gone'],
    )
  })
})
