import { beforeEach, describe, expect, it } from 'vitest'
import { listIn, openWithAdministrator, type WithAdministrator } from '../../support/administrator.ts'
import { at, codeOf } from '../../support/client.ts'
import { type Customer, logIn } from '../../support/customers.ts'

let shop: WithAdministrator
let ada: Customer
const shipTo = { name: 'Ada', line1: '1 High Street', city: 'London', country: 'GB' }
const whole = { ...shipTo, line2: '', postcode: '' }
const NOON = '2026-11-20T12:00:00.000Z'

beforeEach(async () => {
  shop = await openWithAdministrator()
  await shop.addProducts({ name: 'Lamp', price: '5.49', stock: '10' })
  ada = await shop.customer('ada')
})

const stock = async () => at((await shop.anonymous.get('/products/1')).body, 'stock')
const step = async (id: string, name: string, body?: object) => shop.admin.post(`/admin/orders/${id}/${name}`, body)

describe('the address and the note of a checkout', () => {
  it('are kept with the order, for the customer and the administrator', async () => {
    const id = await shop.buy(ada, 1, 1, { ship_to: shipTo, note: ' ring twice ' })
    const kept = { ship_to: whole, note: 'ring twice' }
    expect((await ada.get(`/orders/${id}`)).body).toMatchObject(kept)
    expect((await ada.get('/orders')).body).toMatchObject({ orders: [kept] })
    expect((await shop.admin.get(`/admin/orders/${id}`)).body).toMatchObject({ ...kept, customer_id: ada.id })
  })

  it.each([
    [{ ship_to: { ...shipTo, name: undefined } }, '/ship_to/name'],
    [{ ship_to: { ...shipTo, city: 7 } }, '/ship_to/city'],
    [{ ship_to: { ...shipTo, country: 'x'.repeat(65) } }, '/ship_to/country'],
    [{ ship_to: { ...shipTo, line1: 'a\nb' } }, '/ship_to/line1'],
    [{ ship_to: { ...shipTo, 'a/b': 'x' } }, '/ship_to/a~1b'],
    [{ ship_to: 'London' }, '/ship_to'],
    [{ note: 'x'.repeat(1_001) }, '/note'],
  ])('are refused as in %j, and nothing is bought', async (body, pointer) => {
    await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })
    const refused = await ada.post('/checkout', body)
    expect([refused.status, at(refused.body, 'errors', 0, 'pointer')]).toEqual([422, pointer])
    expect(await stock()).toBe(10)
  })

  it('make another purchase of a repeated key when the address is another', async () => {
    const key = { 'Idempotency-Key': 'k' }
    await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })
    await ada.post('/checkout', { ship_to: shipTo }, key)
    expect((await ada.post('/checkout', { ship_to: shipTo }, key)).status).toBe(201)
    const elsewhere = { ship_to: { ...shipTo, city: 'Paris' } }
    expect(codeOf(await ada.post('/checkout', elsewhere, key))).toBe('idempotency_key_reused')
  })

  it('are forgotten with the account', async () => {
    const id = await shop.buy(ada, 1, 1, { ship_to: shipTo, note: 'ring twice' })
    expect((await ada.delete('/me')).status).toBe(204)
    expect((await shop.admin.get(`/admin/orders/${id}`)).body).toMatchObject({ ship_to: null, note: null, total: 5.49 })
  })
})

describe('an order', () => {
  it('is shipped and delivered, and tells its customer when, and the administrator who', async () => {
    const id = await shop.buy(ada)
    expect((await step(id, 'ship', { tracking: 'RM 1' })).body).toMatchObject({ status: 'shipped' })
    shop.advanceMs(60_000)
    expect((await step(id, 'deliver')).body).toMatchObject({ status: 'delivered' })
    await step(id, 'refund', { amount: 1, note: 'a scratch' })
    const later = '2026-11-20T12:01:00.000Z'
    const seen = await ada.get(`/orders/${id}`)
    expect(seen.body).toMatchObject({ status: 'delivered', total: 5.49 })
    expect(at(seen.body, 'steps')).toEqual([
      { step: 'placed', at: NOON },
      { step: 'shipped', at: NOON, tracking: 'RM 1' },
      { step: 'delivered', at: later },
      { step: 'refunded', at: later, amount: 1 },
    ])
    const by = { user_id: shop.joan.id }
    expect(at((await shop.admin.get(`/admin/orders/${id}`)).body, 'steps')).toEqual([
      { step: 'placed', at: NOON, user_id: ada.id },
      { step: 'shipped', at: NOON, tracking: 'RM 1', ...by },
      { step: 'delivered', at: later, note: null, ...by },
      { step: 'refunded', at: later, amount: 1, note: 'a scratch', ...by },
    ])
  })

  it('takes no step twice, and none out of order', async () => {
    const id = await shop.buy(ada)
    expect(await step(id, 'deliver')).toMatchObject({ status: 409, body: { order_status: 'placed' } })
    await step(id, 'ship')
    expect(codeOf(await step(id, 'ship'))).toBe('order_not_shippable')
    expect(codeOf(await ada.post(`/orders/${id}/cancel`))).toBe('order_not_cancellable')
    await step(id, 'deliver')
    expect(codeOf(await step(id, 'deliver'))).toBe('order_not_deliverable')
    expect(codeOf(await step(id, 'cancel', { restock: true }))).toBe('order_not_cancellable')
    expect(codeOf(await step('0', 'ship'))).toBe('order_not_found')
  })

  it.each([
    [false, undefined, 10],
    [false, { restock: false }, 8],
    [true, { restock: true }, 10],
    [true, { restock: false }, 8],
  ])('that was shipped (%s) and is cancelled with %j leaves %d in stock', async (shipped, body, left) => {
    const id = await shop.buy(ada, 1, 2)
    if (shipped) await step(id, 'ship')
    expect(codeOf(await step(id, 'cancel', { restock: 1 }))).toBe('invalid')
    if (shipped) expect(codeOf(await step(id, 'cancel'))).toBe('order_not_cancellable')
    expect((await step(id, 'cancel', body)).body).toMatchObject({ status: 'cancelled' })
    expect(codeOf(await step(id, 'cancel', { restock: true }))).toBe('order_not_cancellable')
    expect(await stock()).toBe(left)
  })

  it('is refunded up to its total', async () => {
    const id = await shop.buy(ada)
    for (const amount of [0, -1, 1.001, '1']) expect((await step(id, 'refund', { amount })).status).toBe(422)
    expect((await step(id, 'refund', { amount: 5 })).body).toMatchObject({ refunded: 5, status: 'placed' })
    expect(await step(id, 'refund', { amount: 0.5 })).toMatchObject({ status: 409, body: { refundable: 0.49 } })
    expect((await step(id, 'refund', { amount: 0.49 })).body).toMatchObject({ refunded: 5.49 })
  })
})

it('lists the orders of all, newest first, by page, status, customer and day', async () => {
  const eve = await shop.customer('eve')
  const ids: string[] = []
  for (const name of ['ada', 'eve', 'ada']) {
    ids.unshift(await shop.buy(await logIn(shop.send, name)))
    shop.advanceMs(6 * 3_600_000)
  }
  const [third, second, first] = ids
  const joan = await logIn(shop.send, 'joan')
  await joan.post(`/admin/orders/${second}/ship`)
  const list = (query: string) => joan.get(`/admin/orders${query}`)
  const found = async (query: string) => listIn((await list(query)).body, 'orders').map(({ id }) => id)
  expect(await found('')).toEqual(ids)
  expect(await found('?status=placed')).toEqual([third, first])
  expect(await found(`?customer=${eve.id}`)).toEqual([second])
  // 12:00 and 18:00 on the 20th, and 0:00 on the 21st, in UTC.
  expect(await found('?from=2026-11-21')).toEqual([third])
  expect(await found('?to=2026-11-20')).toEqual([second, first])
  expect(await found('?from=2026-11-20&to=2026-11-20&timezone=America/New_York')).toEqual(ids)
  expect(await found('?from=2026-11-21&timezone=Asia/Tokyo')).toEqual([third, second])
  const page = await list('?limit=2')
  expect(await found(`?limit=2&cursor=${at(page.body, 'next_cursor')}`)).toEqual([first])
  for (const bad of ['?cursor=x', '?status=lost', '?customer=me', '?from=2026-02-30', '?timezone=Mars/Base']) {
    expect([bad, codeOf(await list(bad))]).toEqual([bad, 'invalid'])
  }
})
