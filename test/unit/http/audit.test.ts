import { beforeEach, expect, it } from 'vitest'
import { listIn, openWithAdministrator, type WithAdministrator } from '../../support/administrator.ts'
import { at, type Client } from '../../support/client.ts'

let shop: WithAdministrator
beforeEach(async () => {
  shop = await openWithAdministrator()
})

const entries = async (query = '?limit=100') => listIn((await shop.admin.get(`/admin/audit${query}`)).body, 'entries')

it('has every change by an administrator, with who, when, the request and what changed alone', async () => {
  const { admin, joan, buy } = shop
  const ada = await shop.customer('ada')
  const ask = (method: string, path: string, body?: object): ReturnType<Client['ask']> =>
    admin.ask(method, path, body, { 'X-Request-Id': `${method}-${path.split('/').at(-1)}`, 'If-Match': '*' })
  await ask('POST', '/admin/products', { name: 'Lamp', price: 5.49, stock: 3 })
  await ask('PATCH', '/admin/products/1', { price: 6, name: 'Lamp' })
  await ask('POST', '/admin/products/1/archive')
  await ask('POST', '/admin/products/1/restore')
  await ask('POST', '/admin/products/1/stock', { change: 1, reason: 'received', note: 'for ada' })
  const ship_to = { name: 'ada', line1: 'x', city: 'y', country: 'z' }
  const orders = [await buy(ada, 1, 1, { ship_to }), await buy(ada)]
  await ask('POST', `/admin/orders/${orders[0]}/ship`, { tracking: 'ada' })
  await ask('POST', `/admin/orders/${orders[0]}/deliver`)
  await ask('POST', `/admin/orders/${orders[0]}/refund`, { amount: 1.5, note: 'ada' })
  await ask('POST', `/admin/orders/${orders[1]}/cancel`)
  await ask('POST', `/admin/customers/${ada.id}/disable`)
  await ask('POST', `/admin/customers/${ada.id}/enable`)
  await ask('PUT', `/admin/customers/${ada.id}/role`, { role: 'admin' })
  const all = (await entries()).filter(({ user_id }) => user_id !== null).toReversed()
  const product = { name: 'Lamp', description: '', price: 5.49, archived: false, stock: 3 }
  const nothing = Object.fromEntries(Object.keys(product).map((name) => [name, null]))
  const told = all.map(({ action, subject, before, after }) => [action, subject, before, after])
  expect(told).toEqual([
    ['product_created', 'products/1', nothing, product],
    ['product_changed', 'products/1', { price: 5.49 }, { price: 6 }],
    ['product_archived', 'products/1', { archived: false }, { archived: true }],
    ['product_restored', 'products/1', { archived: true }, { archived: false }],
    ['stock_changed', 'products/1', { stock: 3 }, { stock: 4 }],
    ['order_shipped', `orders/${orders[0]}`, { status: 'placed' }, { status: 'shipped' }],
    ['order_delivered', `orders/${orders[0]}`, { status: 'shipped' }, { status: 'delivered' }],
    ['order_refunded', `orders/${orders[0]}`, { refunded: 0 }, { refunded: 1.5 }],
    ['order_cancelled', `orders/${orders[1]}`, { status: 'placed' }, { status: 'cancelled' }],
    ['user_disabled', `customers/${ada.id}`, { disabled: false }, { disabled: true }],
    ['user_enabled', `customers/${ada.id}`, { disabled: true }, { disabled: false }],
    ['role_changed', `customers/${ada.id}`, { role: 'customer' }, { role: 'admin' }],
  ])
  expect(all[1]).toMatchObject({ user_id: joan.id, request_id: 'PATCH-1', at: '2026-11-20T12:00:00.000Z' })
  expect(JSON.stringify(all)).not.toMatch(/ada|joan|@/)
})

it('has the commands of the operator, without a user', async () => {
  await shop.addProducts({}, {})
  const ada = await shop.customer('ada')
  await shop.shop.disableUser(ada.email)
  await shop.shop.resetPassword(ada.email)
  await shop.shop.resetPassword(ada.email)
  const [again, reset, disabled, imported, promoted] = await entries()
  const byOperator = { user_id: null, request_id: null }
  expect(reset).toMatchObject({ ...byOperator, action: 'password_reset', after: { must_change_password: true } })
  expect(again).toMatchObject({ action: 'password_reset' })
  expect(disabled).toMatchObject({ action: 'user_disabled', subject: `customers/${ada.id}` })
  expect(imported).toMatchObject({ action: 'products_imported', after: { added: 2, updated: 0 } })
  expect(promoted).toMatchObject({ action: 'role_changed' })
})

it('has nothing of what was refused, or changed nothing', async () => {
  await shop.admin.post('/admin/products', { name: 'Lamp', price: 5.49, stock: 3 })
  const before = (await entries()).length
  const { admin, patch, joan } = shop
  await patch('/admin/products/1', { price: 6 }, '"v9"')
  await patch('/admin/products/1', { price: 5.49 }, '*')
  await admin.post('/admin/products/1/restore')
  await admin.post('/admin/products/1/stock', { counted: 3, expected: 3 })
  await admin.post('/admin/products/1/stock', { change: -9, reason: 'correction' })
  await admin.post(`/admin/customers/${joan.id}/disable`)
  await admin.post(`/admin/customers/${joan.id}/enable`)
  expect(await entries()).toHaveLength(before)
})

it('is shown by pages, newest first', async () => {
  for (let i = 0; i < 4; i++) await shop.admin.post('/admin/products', { name: `Lamp ${i}`, price: 1 })
  const page = await shop.admin.get('/admin/audit?limit=3')
  const subjects = listIn(page.body, 'entries').map(({ subject }) => subject)
  expect(subjects).toEqual(['products/4', 'products/3', 'products/2'])
  const next = await entries(`?limit=3&cursor=${at(page.body, 'next_cursor')}`)
  expect(next.map(({ action }) => action)).toEqual(['product_created', 'role_changed'])
})

it('is among what /admin lists: every route of administrators', async () => {
  const { body } = await shop.admin.get('/admin')
  const routes = shop.app.routes.filter(({ path }) => path.startsWith('/admin/'))
  expect(at(body, 'routes')).toEqual([...new Set(routes.map(({ method, path }) => `${method} ${path}`))])
})
