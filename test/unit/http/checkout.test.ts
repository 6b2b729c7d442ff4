import { beforeEach, describe, expect, it } from 'vitest'
import { at, codeOf } from '../../support/client.ts'
import type { Customer } from '../../support/customers.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'

describe('the checkout', () => {
  let kiosk: Kiosk
  let ada: Customer

  beforeEach(async () => {
    kiosk = openKiosk()
    await kiosk.addProducts({ name: 'Lamp', price: '10.99', stock: '5' }, { name: 'Bulb', price: '0.10', stock: '3' })
    ada = await kiosk.customer('ada')
  })

  const add = (product_id: number, quantity: number) => ada.post('/add-to-cart', { product_id, quantity })
  const stockOf = async (id: number) => at((await kiosk.anonymous.get(`/products/${id}`)).body, 'stock')

  it('turns the cart into an order, takes the units off the stock and empties the cart', async () => {
    await add(1, 2)
    const { status, headers, body } = await ada.post('/checkout')
    expect(status).toBe(201)
    expect(body).toEqual({
      message: 'Order placed successfully!',
      order: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        status: 'placed',
        placed_at: '2026-11-20T12:00:00.000Z',
        items: [{ product_id: 1, name: 'Lamp', price: 10.99, quantity: 2, line_total: 21.98 }],
        total: 21.98,
        currency: 'EUR',
        ship_to: null,
        note: null,
        steps: [{ step: 'placed', at: '2026-11-20T12:00:00.000Z' }],
      },
    })
    // As a client behind a proxy that cuts off /shop resolves it.
    const { pathname } = new URL(String(headers.get('Location')), 'https://example.com/shop/checkout')
    expect(pathname).toBe(`/shop/orders/${at(body, 'order', 'id')}`)
    expect(await ada.get(pathname.slice('/shop'.length))).toMatchObject({ status: 200, body: at(body, 'order') })
    expect(await stockOf(1)).toBe(3)
    expect((await ada.get('/cart')).body).toMatchObject({ items: [] })
  })

  it('answers a repeated Idempotency-Key with the same order, and says that it is a repeat', async () => {
    await add(1, 2)
    // The longest key.
    const key = { 'Idempotency-Key': 'k'.repeat(255) }
    const first = await ada.post('/checkout', undefined, key)
    await add(1, 2)
    const again = await ada.post('/checkout', { expected_total: 21.98 }, key)
    expect([again.status, again.body]).toEqual([201, first.body])
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'))
    expect([first, again].map(({ headers }) => headers.get('Idempotent-Replayed'))).toEqual([null, 'true'])
    expect(await stockOf(1)).toBe(3)
  })

  it('refuses a used Idempotency-Key for another purchase, names the order and keeps the cart', async () => {
    await add(1, 2)
    const key = { 'Idempotency-Key': 'k' }
    const order_id = at((await ada.post('/checkout', undefined, key)).body, 'order', 'id')
    const otherTotal = await ada.post('/checkout', { expected_total: 10.99 }, key)
    await add(2, 1)
    for (const refused of [otherTotal, await ada.post('/checkout', undefined, key)]) {
      expect([refused.status, refused.body]).toEqual([
        422,
        expect.objectContaining({ code: 'idempotency_key_reused', order_id }),
      ])
    }
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ product_id: 2, quantity: 1 }] })
    expect(await stockOf(2)).toBe(3)
  })

  it('says in a replay that the order has been cancelled since', async () => {
    await add(1, 2)
    const key = { 'Idempotency-Key': 'k' }
    const id = at((await ada.post('/checkout', undefined, key)).body, 'order', 'id')
    await ada.post(`/orders/${id}/cancel`)
    const { status, headers, body } = await ada.post('/checkout', undefined, key)
    expect([status, headers.get('Idempotent-Replayed')]).toEqual([201, 'true'])
    const message = 'This order was placed and has been cancelled.'
    expect(body).toMatchObject({ message, order: { id, status: 'cancelled' } })
  })

  it('sells when the total is the expected one', async () => {
    await add(1, 1)
    await add(2, 3)
    expect((await ada.post('/checkout', { expected_total: 11.29 })).status).toBe(201)
  })

  it('sells nothing when the total is no longer the expected one, and says both', async () => {
    await add(1, 1)
    await kiosk.addProducts({ name: 'Lamp', price: '12.00', stock: '5' })
    const refused = await ada.post('/checkout', { expected_total: 10.99 })
    expect([refused.status, codeOf(refused)]).toEqual([409, 'total_changed'])
    expect(refused.body).toMatchObject({ expected_total: 10.99, actual_total: 12 })
    expect(await stockOf(1)).toBe(5)
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ quantity: 1 }] })
  })

  it('names every line of which there is too little, and sells nothing of the rest', async () => {
    await kiosk.addProducts({ stock: '5' }, { stock: '3' }, { stock: '9' })
    await add(1, 6)
    await add(2, 4)
    await add(3, 1)
    const refused = await ada.post('/checkout')
    expect([refused.status, codeOf(refused)]).toEqual([409, 'out_of_stock'])
    expect(at(refused.body, 'lines')).toEqual([
      { product_id: 1, name: 'Product 1', requested: 6, available: 5, on_sale: true },
      { product_id: 2, name: 'Product 2', requested: 4, available: 3, on_sale: true },
    ])
    expect(await stockOf(3)).toBe(9)
  })
})
