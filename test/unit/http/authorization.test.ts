import { describe, expect, it } from 'vitest'
import { guardsOf } from '../../../src/adapters/http/middleware/guards.ts'
import { expected, loggedIn, placed } from '../../support/bodies.ts'
import { client, codeOf } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { openKiosk } from '../../support/kiosk.ts'

// Who may do what: every route × everyone who may ask, each in a shop of its own.

const callers = [
  'anonymous',
  'customer',
  'other',
  'administrator',
  'revoked',
  'expired',
  'stale',
  'disabled',
  'oneTime',
] as const
type Caller = (typeof callers)[number]

/** The status, or the code of a refusal. */
type Row = Readonly<Record<Caller, number | string>>

/** Everyone, whatever token they send. */
const anyone = (outcome: number | string): Row => everyone(() => outcome)
const everyone = (outcomeOf: (caller: Caller) => number | string): Row => ({
  anonymous: outcomeOf('anonymous'),
  customer: outcomeOf('customer'),
  other: outcomeOf('other'),
  administrator: outcomeOf('administrator'),
  revoked: outcomeOf('revoked'),
  expired: outcomeOf('expired'),
  stale: outcomeOf('stale'),
  disabled: outcomeOf('disabled'),
  oneTime: outcomeOf('oneTime'),
})

const withoutToken = {
  anonymous: 'token_missing',
  revoked: 'token_invalid',
  expired: 'token_invalid',
  disabled: 'token_invalid',
}
/** Users, administrators among them, each of their own things. */
const users = (outcome: number | string): Row => ({
  ...anyone(outcome),
  ...withoutToken,
  oneTime: 'password_change_required',
})
/** The customer's own things: nobody else can tell that they are there. */
const owner = (outcome: number, missing: string): Row => ({ ...users(outcome), other: missing, administrator: missing })
const administrators = (outcome: number | string): Row => ({ ...users('role_missing'), administrator: outcome })
const freshUsers = (outcome: number | string): Row => ({ ...users(outcome), stale: 'fresh_login_required' })
const usersWithOneTimePassword = (outcome: number | string): Row => ({ ...users(outcome), oneTime: outcome })

/** `customer` has a full cart, an order and a second session. */
const scene = async () => {
  const kiosk = openKiosk()
  const { optional } = guardsOf(kiosk.shop)
  // There is no route for users and anyone yet.
  kiosk.app.get('/test/optional', optional(), (c) => c.json({}))
  await kiosk.addProducts({}, {})
  const open = async (name: string, password = PASSWORD) => {
    const form = { email: `${name}@example.com`, password }
    return expected(await kiosk.anonymous.post('/login', form), 200, loggedIn)
  }
  const owner = await kiosk.customer('customer')
  await kiosk.customer('other')
  await kiosk.customer('joan')
  await kiosk.shop.promoteUser('joan@example.com')
  await owner.post('/add-to-cart', { product_id: 1, quantity: 2 })
  const { order } = expected(await owner.post('/checkout'), 201, placed)
  for (const name of ['customer', 'other', 'joan']) {
    const buyer = client(kiosk.send, (await open(name)).token)
    await buyer.post('/add-to-cart', { product_id: 2, quantity: 2 })
  }
  const [, session] = await kiosk.shop.listSessions(owner.id)
  return { kiosk, open, order: order.id, session: session?.id ?? expect.fail() }
}
type Scene = Awaited<ReturnType<typeof scene>>

/** The tokens of each caller, and the password behind them. */
const enter: Readonly<
  Record<Caller, (of: Scene) => Promise<{ token?: string; refresh_token?: string; password?: string }>>
> = {
  anonymous: async () => ({}),
  customer: ({ open }) => open('customer'),
  other: ({ open }) => open('other'),
  administrator: ({ open }) => open('joan'),
  revoked: async ({ kiosk, open }) => {
    const tokens = await open('customer')
    await client(kiosk.send, tokens.token).post('/logout')
    return tokens
  },
  expired: async ({ kiosk, open }) => {
    const tokens = await open('customer')
    kiosk.advanceMs(900_000)
    return tokens
  },
  stale: async ({ kiosk, open }) => {
    const tokens = await open('customer')
    kiosk.advanceMs(301_000)
    return tokens
  },
  disabled: async ({ kiosk, open }) => {
    const tokens = await open('customer')
    await kiosk.shop.disableUser('customer@example.com')
    return tokens
  },
  oneTime: async ({ kiosk, open }) => {
    const reset = await kiosk.shop.resetPassword('customer@example.com')
    const password = reset.ok ? reset.value.password : expect.fail()
    return { ...(await open('customer', password)), password }
  },
}

type Body = (tokens: { readonly password: string; readonly refresh_token?: string }) => object
const line = { product_id: 1, quantity: 1 }
const newUser = { email: 'new@example.com', username: 'new', password: PASSWORD }

const routes: Readonly<Record<string, readonly [Row, Body?]>> = {
  'GET /livez': [anyone(200)],
  'GET /readyz': [anyone(200)],
  'POST /register': [anyone(201), () => newUser],
  'POST /login': [anyone(200), () => ({ email: 'other@example.com', password: PASSWORD })],
  'POST /token/refresh': [
    {
      ...anyone(200),
      anonymous: 'refresh_token_invalid',
      revoked: 'refresh_token_invalid',
      disabled: 'refresh_token_invalid',
      oneTime: 'password_change_required',
    },
    ({ refresh_token }) => ({ refresh_token }),
  ],
  'POST /token/fresh': [users(200), ({ password }) => ({ password })],
  'POST /logout': [usersWithOneTimePassword(204)],
  'POST /logout-all': [users(204)],
  'GET /sessions': [users(200)],
  'DELETE /sessions/:id': [owner(204, 'session_not_found')],
  'GET /me': [users(200)],
  'PATCH /me': [freshUsers(200), () => ({ username: 'another' })],
  'DELETE /me': [{ ...freshUsers(204), administrator: 'last_administrator' }],
  'PUT /me/password': [
    usersWithOneTimePassword(200),
    ({ password }) => ({ password, new_password: 'another long one' }),
  ],
  'GET /products': [anyone(200)],
  'GET /products/:id': [anyone(200)],
  'POST /add-to-cart': [users(200), () => line],
  'GET /cart': [users(200)],
  'DELETE /cart': [users(204)],
  'PUT /cart/items/:id': [users(200), () => ({ quantity: 3 })],
  'DELETE /cart/items/:id': [users(204)],
  'POST /checkout': [users(201)],
  'GET /orders': [users(200)],
  'GET /orders/:id': [owner(200, 'order_not_found')],
  'POST /orders/:id/cancel': [owner(200, 'order_not_found')],
  'GET /admin': [administrators(200)],
  'GET /admin/products': [administrators(200)],
  'POST /admin/products': [administrators(201), () => ({ name: 'Globe', price: 5 })],
  'GET /admin/products/:id': [administrators(200)],
  'PATCH /admin/products/:id': [administrators(200), () => ({ price: 6 })],
  'POST /admin/products/:id/archive': [administrators(200)],
  'POST /admin/products/:id/restore': [administrators(200)],
  'GET /admin/products/:id/stock': [administrators(200)],
  'POST /admin/products/:id/stock': [administrators(201), () => ({ change: 1, reason: 'received' })],
  'GET /admin/orders': [administrators(200)],
  'GET /admin/orders/:id': [administrators(200)],
  'POST /admin/orders/:id/ship': [administrators(200)],
  'POST /admin/orders/:id/deliver': [administrators('order_not_deliverable')],
  'POST /admin/orders/:id/cancel': [administrators(200)],
  'POST /admin/orders/:id/refund': [administrators(200), () => ({ amount: 1 })],
  'GET /admin/customers': [administrators(200)],
  'GET /admin/customers/:id': [administrators(200)],
  'POST /admin/customers/:id/disable': [administrators(200)],
  'POST /admin/customers/:id/enable': [administrators(200)],
  'PUT /admin/customers/:id/role': [administrators(200), () => ({ role: 'admin' })],
  'GET /admin/reports/sales': [administrators('invalid')],
  'GET /admin/audit': [administrators(200)],
  'GET /test/optional': [{ ...users(200), anonymous: 200 }],
}

it('has a row for every route', async () => {
  const { kiosk } = await scene()
  const all = kiosk.app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
  expect(Object.keys(routes).sort()).toEqual([...new Set(all)].sort())
})

describe.each(Object.entries(routes))('%s', (route, [row, bodyOf]) => {
  it.each(callers)('answers %s as it should', async (caller) => {
    const of = await scene()
    const { token, password = PASSWORD, refresh_token } = await enter[caller](of)
    const [method = '', template = ''] = route.split(' ')
    const id = /^(\/admin)?\/orders/.test(template) ? of.order : /^\/sessions/.test(template) ? of.session : '1'
    const body = bodyOf?.({ password, ...(refresh_token === undefined ? {} : { refresh_token }) })
    const answer = await client(of.kiosk.send, token).ask(method, template.replace(':id', id), body, {
      'If-Match': '*',
    })
    expect(codeOf(answer) ?? answer.status).toBe(row[caller])
  })
})
