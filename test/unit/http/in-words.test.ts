import { expect, it } from 'vitest'
import { z } from 'zod'
import {
  accountBody,
  loginBody,
  newPasswordBody,
  passwordBody,
  refreshBody,
  registrationBody,
} from '../../../src/adapters/http/schemas/accounts.ts'
import { cartItemBody, cartLineBody } from '../../../src/adapters/http/schemas/carts.ts'
import { catalogueQuery } from '../../../src/adapters/http/schemas/catalogue.ts'
import { checkoutBody, ordersQuery } from '../../../src/adapters/http/schemas/orders.ts'
import { type Answer, at } from '../../support/client.ts'
import { openKiosk } from '../../support/kiosk.ts'

const kiosk = openKiosk()
const ada = await kiosk.customer('ada')

const registration = { email: 'bob@example.com', username: 'bob', password: 'securepassword' }
/** Every body that a route takes, with its fields. */
const bodies = [
  ['POST', '/register', registrationBody, registration],
  ['POST', '/login', loginBody, registration],
  ['POST', '/token/refresh', refreshBody, {}],
  ['POST', '/token/fresh', passwordBody, { password: 'securepassword' }],
  ['PATCH', '/me', accountBody, {}],
  ['PUT', '/me/password', newPasswordBody, { password: 'securepassword', new_password: 'another long one' }],
  ['POST', '/add-to-cart', cartItemBody, { product_id: 1, quantity: 1 }],
  ['PUT', '/cart/items/1', cartLineBody, { quantity: 1 }],
  ['POST', '/checkout', checkoutBody, {}],
] as const
const queries = [
  ['/products', catalogueQuery.in.shape],
  ['/orders', ordersQuery.shape],
] as const

const values = [
  undefined,
  null,
  true,
  '',
  'x',
  'x'.repeat(5_000),
  'a\u0000',
  0,
  -1,
  1.5,
  10 ** 15 + 0.5,
  1e300,
  [],
  [1],
  {},
]
const texts = ['', '0', '-1', '1e3', 'x', 'x'.repeat(300), '%00', '9'.repeat(30), '1&NAME=2']

const inWords = /^(must (have|be|not) |is |was )[a-z0-9 ,.'_-]+$/i
const notInWords = /expected|received|invalid|undefined|at least 1 char/i

/** The number of faults, each in words; none where the request was not refused as invalid. */
const faultsIn = ({ status, body }: Answer): number => {
  if (status !== 422 || at(body, 'code') !== 'invalid') return 0
  const errors = z.array(z.object({ message: z.string() })).parse(at(body, 'errors'))
  for (const { message } of errors) {
    expect(message).toMatch(inWords)
    expect(message).not.toMatch(notInWords)
  }
  expect(at(body, 'message')).toBe(at(body, 'detail'))
  expect(String(at(body, 'message')).endsWith(` ${errors[0]?.message}`)).toBe(true)
  return errors.length
}

it.each(bodies)('%s %s says in words what is wrong with each field', async (method, path, schema, body) => {
  const fields = Object.keys(schema.shape)
  const wrong = fields.flatMap((field) => values.map((value) => ({ ...body, [field]: value })))
  let refused = 0
  for (const sent of [...wrong, null, [], 'text', 1]) refused += faultsIn(await ada.ask(method, path, sent))
  expect(refused).toBeGreaterThanOrEqual(4 + fields.length)
})

it.each(queries)('GET %s says in words what is wrong with each parameter', async (path, shape) => {
  for (const name of Object.keys(shape)) {
    let refused = 0
    for (const text of texts) {
      refused += faultsIn(await ada.get(`${path}?${name}=${text.replace('NAME', name)}`))
    }
    expect(refused).toBeGreaterThan(0)
  }
})

it.each([
  ['/register', { ...registration, password: 'short' }, 'password: must have at least 8 characters'],
  ['/register', { ...registration, email: undefined }, 'email: is missing'],
  ['/add-to-cart', { product_id: 1, quantity: '3' }, 'quantity: must be a number'],
  ['/add-to-cart', { product_id: 1, quantity: 10_000 }, 'quantity: must be at most 9999'],
  ['/add-to-cart', { product_id: 1, quantity: 1e16 }, 'quantity: must be at most 9999'],
  ['/add-to-cart', { product_id: 1, quantity: -1e16 }, 'quantity: must be at least 1'],
  ['/add-to-cart', { product_id: 1.5, quantity: 1 }, 'product_id: must be a whole number'],
  ['/add-to-cart', { product_id: 1, quantity: [1] }, 'quantity: must be one value and not a list'],
  ['/checkout', { expected_total: '10' }, 'expected_total: must be a number'],
  ['/checkout', { expectedTotal: 10 }, 'expectedTotal: is not known here'],
  ['/checkout', { ['x'.repeat(60_000)]: 10 }, `${'x'.repeat(100)}: is not known here`],
  ['/checkout', null, 'the body must be an object'],
  ['/register', [], 'the body must be an object'],
])('the message of %s names the first fault: %#', async (path, body, message) => {
  const answer = await ada.post(path, body)
  expect([answer.status, at(answer.body, 'message')]).toEqual([422, message])
})
