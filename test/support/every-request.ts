export type AnyRequest = { readonly method: string; readonly path: string; readonly body?: object }

type Account = { readonly email: string; readonly username: string; readonly password: string }

const order = '/orders/01900000-0000-7000-8000-000000000000'

/** One request for every route of administrators. */
export const everyAdminRequest: readonly AnyRequest[] = [
  { method: 'GET', path: '/admin' },
  { method: 'GET', path: '/admin/products' },
  { method: 'POST', path: '/admin/products', body: { name: 'Globe', price: 5 } },
  { method: 'GET', path: '/admin/products/1' },
  { method: 'PATCH', path: '/admin/products/1', body: { price: 6 } },
  { method: 'POST', path: '/admin/products/1/archive' },
  { method: 'POST', path: '/admin/products/1/restore' },
  { method: 'GET', path: '/admin/products/1/stock' },
  { method: 'POST', path: '/admin/products/1/stock', body: { change: 1, reason: 'received' } },
  { method: 'GET', path: '/admin/orders' },
  { method: 'GET', path: `/admin${order}` },
  { method: 'POST', path: `/admin${order}/ship` },
  { method: 'POST', path: `/admin${order}/deliver` },
  { method: 'POST', path: `/admin${order}/cancel` },
  { method: 'POST', path: `/admin${order}/refund`, body: { amount: 1 } },
  { method: 'GET', path: '/admin/customers' },
  { method: 'GET', path: '/admin/customers/1' },
  { method: 'POST', path: '/admin/customers/1/disable' },
  { method: 'POST', path: '/admin/customers/1/enable' },
  { method: 'PUT', path: '/admin/customers/1/role', body: { role: 'admin' } },
  { method: 'GET', path: '/admin/reports/sales?from=2026-12-01&to=2026-12-01' },
  { method: 'GET', path: '/admin/audit' },
]

/** One request for every other route that needs the store; `account` is the one to register and log in. */
export const everyRequest = (account: Account): readonly AnyRequest[] => [
  { method: 'POST', path: '/register', body: account },
  { method: 'POST', path: '/login', body: { email: account.email, password: account.password } },
  { method: 'POST', path: '/token/refresh', body: { refresh_token: 'A'.repeat(43) } },
  { method: 'POST', path: '/token/fresh', body: { password: account.password } },
  { method: 'GET', path: '/products' },
  { method: 'GET', path: '/products?limit=1' },
  { method: 'GET', path: '/products/1' },
  { method: 'POST', path: '/add-to-cart', body: { product_id: 1, quantity: 1 } },
  { method: 'GET', path: '/cart' },
  { method: 'PUT', path: '/cart/items/1', body: { quantity: 2 } },
  { method: 'DELETE', path: '/cart/items/1' },
  { method: 'DELETE', path: '/cart' },
  { method: 'POST', path: '/checkout' },
  { method: 'GET', path: '/orders' },
  { method: 'GET', path: order },
  { method: 'POST', path: `${order}/cancel` },
  { method: 'GET', path: '/me' },
  { method: 'PATCH', path: '/me', body: { username: account.username } },
  { method: 'PUT', path: '/me/password', body: { password: account.password, new_password: 'another long one' } },
  { method: 'GET', path: '/sessions' },
  { method: 'DELETE', path: '/sessions/01900000-0000-7000-8000-000000000000' },
  { method: 'POST', path: '/logout' },
  { method: 'POST', path: '/logout-all' },
  { method: 'DELETE', path: '/me' },
  { method: 'GET', path: '/readyz' },
]
