import { beforeEach, describe, expect, it } from 'vitest'
import { listIn, openWithAdministrator, type WithAdministrator } from '../../support/administrator.ts'
import { at, codeOf } from '../../support/client.ts'

let shop: WithAdministrator
const lamp = { sku: 'LAMP', name: 'Lamp', description: 'Gives light.', price: 5.49, stock: 10 }

beforeEach(async () => {
  shop = await openWithAdministrator()
  await shop.admin.post('/admin/products', { ...lamp, image_url: 'https://shop.example/lamp.jpg' })
})

describe('a product of an administrator', () => {
  it('is made whole, or of a name and a price alone', async () => {
    const { admin } = shop
    const made = await admin.post('/admin/products', { name: 'Globe', price: 39.5 })
    const headers = ['Location', 'ETag'].map((name) => made.headers.get(name))
    expect([made.status, ...headers]).toEqual([201, 'products/2', '"v1"'])
    const none = { sku: null, description: '', image_url: null, stock: 0 }
    expect(made.body).toEqual({ id: 2, version: 1, archived: false, name: 'Globe', price: 39.5, ...none })
    const { body, headers: shown } = await admin.get('/admin/products/1')
    const image_url = 'https://shop.example/lamp.jpg'
    expect(body).toEqual({ ...lamp, id: 1, version: 1, archived: false, image_url })
    expect(shown.get('ETag')).toBe('"v1"')
    expect((await shop.anonymous.get('/products/1')).body).toMatchObject({ name: 'Lamp', stock: 10 })
  })

  it.each([
    [{ price: 1 }, '/name'],
    [{ name: 'x', price: 1.001 }, '/price'],
    [{ name: 'x', price: '1' }, '/price'],
    [{ name: 'x', price: 1_000_001 }, '/price'],
    [{ name: 'x', price: 1, stock: -1 }, '/stock'],
    [{ name: 'x', price: 1, image_url: 'http://x' }, '/image_url'],
    [{ name: 'x', price: 1, archived: true }, '/archived'],
    [{ name: '\u200b', price: 1 }, '/name'],
  ])('is not made of %j: the fault is at %s', async (body, pointer) => {
    const refused = await shop.admin.post('/admin/products', body)
    expect([refused.status, at(refused.body, 'errors', 0, 'pointer')]).toEqual([422, pointer])
    expect(listIn((await shop.admin.get('/admin/products')).body, 'products')).toHaveLength(1)
  })

  it('has a sku that no other has', async () => {
    const { admin, patch } = shop
    expect(codeOf(await admin.post('/admin/products', { ...lamp, name: 'Another' }))).toBe('sku_taken')
    await admin.post('/admin/products', { ...lamp, sku: 'GLOBE' })
    expect(codeOf(await patch('/admin/products/2', { sku: 'LAMP' }, '*'))).toBe('sku_taken')
    expect((await patch('/admin/products/2', { sku: 'GLOBE', price: 2 }, '*')).status).toBe(200)
  })

  it('is changed by the first of two who read the same version', async () => {
    const { admin, patch } = shop
    const first = await patch('/admin/products/1', { price: 6 }, '"v1"')
    expect([first.status, first.headers.get('ETag'), at(first.body, 'price')]).toEqual([200, '"v2"', 6])
    const second = await patch('/admin/products/1', { price: 7 }, '"v1"')
    expect(second).toMatchObject({ status: 412, body: { code: 'version_moved', version: 2 } })
    expect((await admin.patch('/admin/products/1', { price: 7 })).status).toBe(428)
    expect((await admin.get('/admin/products/1')).body).toMatchObject({ price: 6, version: 2 })
  })

  it('keeps its version when it is sold, counted or not changed', async () => {
    const { admin, patch, buy, customer } = shop
    await buy(await customer())
    await admin.post('/admin/products/1/stock', { change: 1, reason: 'received' })
    await patch('/admin/products/1', { name: 'Lamp' }, '"v1"')
    expect((await patch('/admin/products/1', { price: 6 }, '"v1"')).status).toBe(200)
  })

  it.each([
    ['"v1"', 200],
    ['*', 200],
    ['"v7", "v1"', 200],
    ['"v7", "v8"', 412],
    ['W/"v1"', 412],
    ['v1', 412],
  ])('is changed by If-Match: %s as RFC 9110 says', async (ifMatch, status) => {
    expect((await shop.patch('/admin/products/1', { price: 6 }, ifMatch)).status).toBe(status)
  })

  it('loses what is null, and keeps what is not named', async () => {
    const changes = { sku: null, description: null, image_url: null }
    const { body } = await shop.patch('/admin/products/1', changes, '*')
    const kept = { name: 'Lamp', price: 5.49, stock: 10, version: 2 }
    expect(body).toMatchObject({ sku: null, description: '', image_url: null, ...kept })
    const refused = await shop.patch('/admin/products/1', { name: null, image_url: 'x' }, '*')
    expect(refused.status).toBe(422)
  })

  it('is listed, archived ones too, by page, word, sku, price, stock and whether it is archived', async () => {
    const { admin } = shop
    await admin.post('/admin/products', { name: 'Globe', sku: 'G-1', price: 39.5 })
    await admin.post('/admin/products', { name: 'Desk lamp', price: 20, stock: 1 })
    await admin.post('/admin/products/3/archive')
    const ids = async (query: string) =>
      listIn((await admin.get(`/admin/products${query}`)).body, 'products').map(({ id }) => id)
    expect(await ids('')).toEqual([1, 2, 3])
    expect(await ids('?archived=true')).toEqual([3])
    expect(await ids('?archived=false')).toEqual([1, 2])
    expect(await ids('?q=LAMP')).toEqual([1, 3])
    expect(await ids('?q=g-1')).toEqual([2])
    expect(await ids('?min_price=6&in_stock=true')).toEqual([3])
    const page = await admin.get('/admin/products?limit=2')
    expect(await ids(`?limit=2&cursor=${at(page.body, 'next_cursor')}`)).toEqual([3])
    expect(codeOf(await admin.get('/admin/products?sort=name'))).toBe('invalid')
    expect(codeOf(await admin.get('/admin/products/99'))).toBe('product_not_found')
  })
})

describe('a withdrawn product', () => {
  it('leaves the catalogue at once, stays in carts, and is not sold until it is restored', async () => {
    const { admin, anonymous, customer } = shop
    const ada = await customer('ada')
    await ada.post('/add-to-cart', { product_id: 1, quantity: 2 })
    expect((await admin.post('/admin/products/1/archive')).body).toMatchObject({ archived: true, version: 2 })
    expect((await anonymous.get('/products')).body).toEqual([])
    expect(codeOf(await anonymous.get('/products/1'))).toBe('product_not_found')
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ product_id: 1, on_sale: false, in_stock: false }] })
    const line = { product_id: 1, name: 'Lamp', requested: 2, available: 0, on_sale: false }
    expect(await ada.post('/checkout')).toMatchObject({ status: 409, body: { code: 'out_of_stock', lines: [line] } })
    expect((await admin.post('/admin/products/1/archive')).body).toMatchObject({ archived: true, version: 2 })
    await admin.post('/admin/products/1/restore')
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ on_sale: true, in_stock: true }] })
    expect((await ada.post('/checkout')).status).toBe(201)
  })

  it('is not what a cart shows of one whose price or stock has changed', async () => {
    const { admin, customer, patch } = shop
    const ada = await customer('ada')
    await ada.post('/add-to-cart', { product_id: 1, quantity: 2 })
    await patch('/admin/products/1', { price: 6 }, '*')
    await admin.post('/admin/products/1/stock', { counted: 1, expected: 10 })
    const line = { price: 6, price_was: 5.49, on_sale: true, in_stock: false }
    expect((await ada.get('/cart')).body).toMatchObject({ items: [line], total: 12 })
    await patch('/admin/products/1', { price: 5.49 }, '*')
    expect(at((await ada.get('/cart')).body, 'items', 0)).not.toHaveProperty('price_was')
  })
})

it('has a ledger of all that came and went: 10, −3, +3, −1', async () => {
  const { admin, customer, buy } = shop
  const ada = await customer('ada')
  await ada.post(`/orders/${await buy(ada, 1, 3)}/cancel`)
  await admin.post('/admin/products/1/stock', { change: -1, reason: 'correction' })
  const { body } = await admin.get('/admin/products/1/stock')
  const changes = listIn(body, 'changes').map(({ reason, change }) => [reason, change])
  expect(changes.toReversed()).toEqual([
    ['received', 10],
    ['sale', -3],
    ['cancellation', 3],
    ['correction', -1],
  ])
  expect((await admin.get('/admin/products/1')).body).toMatchObject({ stock: 9 })
})
