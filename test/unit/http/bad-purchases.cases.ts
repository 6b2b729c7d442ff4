import { ask, askAsOther, type BadRequest, type World } from './bad-request.ts'

const add = (fields: object) => (world: World) =>
  ask('POST', '/add-to-cart', { product_id: world.product, quantity: 1, ...fields })(world)
/** Written by hand, because JSON.stringify has no such numbers. */
const addText = (quantity: string) => ask('POST', '/add-to-cart', `{"product_id":1,"quantity":${quantity}}`)
const quantity = (name: string, value: unknown): BadRequest => [
  `a quantity that is ${name}`,
  add({ quantity: value }),
  422,
  'invalid',
  '/quantity',
]
const product = (name: string, value: unknown): BadRequest => [
  `a product_id that is ${name}`,
  add({ product_id: value }),
  422,
  'invalid',
  '/product_id',
]
const put = (name: string, sent: unknown, pointer: string): BadRequest => [
  `a cart line of ${name}`,
  (world) => ask('PUT', `/cart/items/${world.product}`, sent)(world),
  422,
  'invalid',
  pointer,
]
const total = (name: string, sent: unknown, pointer = '/expected_total'): BadRequest => [
  `an expected total of ${name}`,
  ask('POST', '/checkout', sent),
  422,
  'invalid',
  pointer,
]
const key = (name: string, value: string): BadRequest => [
  `an Idempotency-Key that is ${name}`,
  ask('POST', '/checkout', undefined, { 'Idempotency-Key': value }),
  400,
  'malformed_header',
]

/** The cart and what is bought: numbers that are none, too much, and what is another's. */
export const badPurchases: readonly BadRequest[] = [
  quantity('missing', undefined),
  quantity('null', null),
  quantity('text', '3'),
  quantity('true', true),
  quantity('a list', [3]),
  quantity('an object', { valueOf: 3 }),
  quantity('nothing', 0),
  quantity('negative', -1),
  quantity('a fraction', 1.5),
  quantity('nearly one', 0.999_999_999_999_999_9),
  quantity('10,000', 10_000),
  quantity('2^53', 2 ** 53),
  quantity('10^30', 1e30),
  ['a quantity of 1e400', addText('1e400'), 422, 'invalid', '/quantity'],
  ['a quantity of -1e400', addText('-1e400'), 422, 'invalid', '/quantity'],
  ['a quantity of 1e-400', addText('1e-400'), 422, 'invalid', '/quantity'],
  ['a quantity of -0', addText('-0'), 422, 'invalid', '/quantity'],
  ['a quantity of 400 digits', addText('9'.repeat(400)), 422, 'invalid', '/quantity'],
  ['a quantity that is said twice, good and bad', addText('1,"quantity":-5'), 422, 'invalid', '/quantity'],
  [
    'a quantity in the prototype',
    ask('POST', '/add-to-cart', '{"product_id":1,"__proto__":{"quantity":1}}'),
    422,
    'invalid',
    '/quantity',
  ],
  ['more than 9,999 with what is in the cart', add({ quantity: 9_997 }), 422, 'quantity_out_of_range'],

  product('missing', undefined),
  product('text', '1'),
  product('SQL', '1 OR 1=1'),
  product('zero', 0),
  product('negative', -1),
  product('a fraction', 1.5),
  product('2^53', 2 ** 53),
  product('__proto__', '__proto__'),
  ['a product_id that no product has', add({ product_id: 999_999_999 }), 404, 'product_not_found'],
  ['a product_id as great as they come', add({ product_id: Number.MAX_SAFE_INTEGER }), 404, 'product_not_found'],

  ['another’s user_id', (world) => add({ user_id: world.other.id })(world), 403, 'not_your_account'],
  ['a user_id of zero', add({ user_id: 0 }), 403, 'not_your_account'],
  ['a user_id that is text', (world) => add({ user_id: String(world.customer.id) })(world), 422, 'invalid', '/user_id'],
  ['a user_id that is null', add({ user_id: null }), 422, 'invalid', '/user_id'],
  ['a user_id of 10^30', add({ user_id: 1e30 }), 422, 'invalid', '/user_id'],

  put('nothing', {}, '/quantity'),
  put('zero', { quantity: 0 }, '/quantity'),
  put('10,000', { quantity: 10_000 }, '/quantity'),
  put('text', { quantity: '1' }, '/quantity'),
  put('a price of its own', { quantity: 1, price: 0.01 }, '/price'),
  put('another’s', { quantity: 1, user_id: 2 }, '/user_id'),
  put('a list', [], ''),

  total('text', { expected_total: '10.99' }),
  total('null', { expected_total: null }),
  total('three decimals', { expected_total: 10.999 }),
  total('less than nothing', { expected_total: -1 }),
  total('0.1 + 0.2', { expected_total: 0.1 + 0.2 }),
  total('10^21', { expected_total: 1e21 }),
  total('10^-7', { expected_total: 1e-7 }),
  total('1e400', '{"expected_total":1e400}'),
  total('another name', { expectedTotal: 1 }, '/expectedTotal'),
  total('someone else', { user_id: 1 }, '/user_id'),
  total('the prototype', '{"__proto__":{"expected_total":1}}', '/__proto__'),
  ['an expected total that is not the total', ask('POST', '/checkout', { expected_total: 0.01 }), 409, 'total_changed'],
  ['a checkout of an empty cart', askAsOther('POST', '/checkout'), 409, 'cart_empty'],

  key('empty', ''),
  key('two words', 'two words'),
  key('256 characters', 'k'.repeat(256)),
  key('beyond ASCII', 'clé'),
  key('two keys', 'one, two'),
  key('with a tab', 'one\ttwo'),
]
