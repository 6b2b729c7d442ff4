import { anonymous, asCustomer, type InvalidRequest, refused } from './invalid-request.ts'

const productNotFound = refused(404, 'product_not_found')
const orderNotFound = refused(404, 'order_not_found')
const methodNotAllowed = refused(405, 'method_not_allowed')
const quantity = { quantity: 1 }

const product = (id: string) => productNotFound(`the product ${id}`, anonymous('GET', `/products/${id}`))
const order = (id: string) => orderNotFound(`the order ${id}`, asCustomer('GET', `/orders/${id}`))
const noRoute = (path: string) =>
  refused(404, 'route_not_found')(`the path ${path.slice(0, 40)}`, anonymous('GET', path))
const method = (name: string, path: string) => methodNotAllowed(`${name} ${path}`, asCustomer(name, path))

/** Paths without a route, ids of nothing or of somebody else's, methods that a path does not take. */
export const invalidPaths: readonly InvalidRequest[] = [
  product('0'),
  product('01'),
  product('1.0'),
  product('99999999999999999999'),
  product('1%20OR%201=1'),
  product('%00'),
  product('%'),
  product('%E0%A4%A'),
  product('..%2f..%2fetc%2fpasswd'),
  product('__proto__'),
  product('%EF%BC%91'), // a full-width 1
  order('1'),
  order("'%20OR%20'1'='1"),
  order('00000000-0000-0000-0000-000000000000'),
  order('%0d%0aSet-Cookie:%20a=b'),
  order('%ED%A0%80'),
  orderNotFound('GET of another’s order', (f) => asCustomer('GET', `/orders/${f.other.order}`)(f)),
  orderNotFound('POST of another’s order', (f) => asCustomer('POST', `/orders/${f.other.order}/cancel`)(f)),
  orderNotFound('cancelling no order', asCustomer('POST', '/orders/x/cancel')),
  productNotFound('a cart line of no product', asCustomer('PUT', '/cart/items/x', quantity)),
  productNotFound('a cart line of an unknown product', asCustomer('PUT', '/cart/items/999999', quantity)),
  noRoute('/'),
  noRoute('/../../etc/passwd'),
  noRoute('//products'),
  noRoute('/products/'),
  noRoute('/Products'),
  noRoute('/products/1/2'),
  noRoute('/orders//cancel'),
  noRoute('/%70roducts%00'),
  noRoute('/products%2f1'),
  noRoute('/😀'),
  noRoute(`/${'a'.repeat(8_000)}`),
  method('GET', '/login'),
  method('GET', '/checkout'),
  method('OPTIONS', '/products'),
  methodNotAllowed(
    'a method in a header',
    asCustomer('POST', '/cart', undefined, { 'X-HTTP-Method-Override': 'DELETE' }),
  ),
  refused(405, undefined)('HEAD /checkout', asCustomer('HEAD', '/checkout')),
  refused(404, undefined)('HEAD /nowhere', anonymous('HEAD', '/nowhere')),
  refused(404, undefined)('HEAD /products/0', anonymous('HEAD', '/products/0')),
]
