import { asCustomer, type Fixture, type InvalidRequest, invalid, refused } from './invalid-request.ts'

const add = (fields: object) => (fixture: Fixture) =>
  asCustomer('POST', '/add-to-cart', { product_id: fixture.product, quantity: 1, ...fields })(fixture)
/** Numbers that JSON.stringify does not write. */
const addText = (quantity: string) => asCustomer('POST', '/add-to-cart', `{"product_id":1,"quantity":${quantity}}`)
const put = (body: unknown) => (fixture: Fixture) => asCustomer('PUT', `/cart/items/${fixture.product}`, body)(fixture)
const checkout = (body: unknown) => asCustomer('POST', '/checkout', body)

const added = (field: string, values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([name, value]) =>
    invalid(`a ${field} that is ${name}`, add({ [field]: value }), `/${field}`),
  )
const expectedTotal = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([name, expected_total]) =>
    invalid(`an expected total of ${name}`, checkout({ expected_total }), '/expected_total'),
  )
const keyed = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, key]) =>
    refused(400, 'malformed_header')(
      `an Idempotency-Key that is ${name}`,
      asCustomer('POST', '/checkout', undefined, { 'Idempotency-Key': key }),
    ),
  )
const notFound = refused(404, 'product_not_found')
const notYours = refused(403, 'not_your_account')
const outOfRange = refused(422, 'quantity_out_of_range')

/** The cart and the checkout: numbers out of range, unknown fields, other people's accounts. */
export const invalidPurchases: readonly InvalidRequest[] = [
  ...added('quantity', {
    missing: undefined,
    null: null,
    text: '3',
    'a list': [3],
    zero: 0,
    negative: -1,
    'a fraction': 1.5,
    'nearly one': 0.999_999_999_999_999_9,
    '10,000': 10_000,
    '2^53': 2 ** 53,
  }),
  invalid('a quantity of 1e400', addText('1e400'), '/quantity'),
  invalid('a quantity of 1e-400', addText('1e-400'), '/quantity'),
  invalid('a quantity of -0', addText('-0'), '/quantity'),
  invalid('a duplicate quantity, of which the last counts', addText('1,"quantity":-5'), '/quantity'),
  invalid(
    'a quantity in __proto__',
    asCustomer('POST', '/add-to-cart', '{"product_id":1,"__proto__":{"quantity":1}}'),
    '/quantity',
  ),
  outOfRange('9,997 more than the three in the cart', add({ quantity: 9_997 })),

  ...added('product_id', { missing: undefined, text: '1', zero: 0, 'a fraction': 1.5, '2^53': 2 ** 53 }),
  notFound('a product_id that no product has', add({ product_id: 999_999_999 })),
  notFound('the largest product_id', add({ product_id: Number.MAX_SAFE_INTEGER })),

  notYours('another customer’s user_id', (fixture) => add({ user_id: fixture.other.id })(fixture)),
  ...added('user_id', { text: '1', null: null, '10^30': 1e30 }),

  invalid('a cart line without a quantity', put({}), '/quantity'),
  invalid('a cart line of zero', put({ quantity: 0 }), '/quantity'),
  invalid('a cart line of 10,000', put({ quantity: 10_000 }), '/quantity'),
  invalid('a cart line with a price', put({ quantity: 1, price: 0.01 }), '/price'),
  invalid('a cart line that is a list', put([]), ''),

  ...expectedTotal({
    text: '10.99',
    null: null,
    'three decimals': 10.999,
    'less than zero': -1,
    '0.1 + 0.2': 0.1 + 0.2,
    '10^21': 1e21,
    '10^-7': 1e-7,
  }),
  invalid('an expected total of 1e400', checkout('{"expected_total":1e400}'), '/expected_total'),
  invalid('a misspelt expected total', checkout({ expectedTotal: 1 }), '/expectedTotal'),
  invalid('an expected total in __proto__', checkout('{"__proto__":{"expected_total":1}}'), '/__proto__'),

  ...keyed({ empty: '', 'two words': 'two words', '256 characters': 'k'.repeat(256), 'not ASCII': 'clé' }),
]
