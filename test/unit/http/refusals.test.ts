import { describe, expect, it } from 'vitest'
import { problemOf, problemResponse } from '../../../src/adapters/http/problems.ts'
import { refusalOfParserError } from '../../../src/adapters/http/servers/node-connections.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
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
  const { token } = await kiosk.tokens.issue({ userId: 999_999, role: 'customer' })
  return client(kiosk.send, token)
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
    const lines = Array.from({ length: 1_000 }, (_, i) => ({ userId: buyer.id, productId: i + 1, quantity: 1 }))
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
    expect(await challenge(reach.product_not_found())).toBeNull()
    expect(await challenge(reach.cart_empty())).toBeNull()
  })
})

const signedIn: AnyRequest[] = []
for (const request of everyRequest({ ...form, email: 'every@example.com', username: 'every' })) {
  const answer = await anonymous.ask(request.method, request.path, request.body)
  if (codeOf(answer) === 'token_missing') signedIn.push(request)
}

describe('a token whose account is gone', () => {
  it.each(signedIn)('is answered 401 by $method $path', async ({ method, path, body }) => {
    const answer = await (await withoutAccount()).ask(method, path, body)
    expect([answer.status, codeOf(answer)]).toEqual([401, 'account_gone'])
  })
})
