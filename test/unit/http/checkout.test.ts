import { beforeEach, describe, expect, it } from 'vitest'
import { at, codeOf } from '../../support/client.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'

describe('the checkout', () => {
  let kiosk: Kiosk
  let ada: Awaited<ReturnType<Kiosk['customer']>>

  beforeEach(async () => {
    kiosk = openKiosk()
    await kiosk.stock({ name: 'Lamp', price: '10.99', stock: '5' }, { name: 'Bulb', price: '0.10', stock: '3' })
    ada = await kiosk.customer('ada')
  })

  const add = (product_id: number, quantity: number) => ada.post('/add-to-cart', { product_id, quantity })
  const stockOf = async (id: number) => at((await kiosk.visitor.get(`/products/${id}`)).body, 'stock')

  it('turns the cart into an order, takes the units off the shelf and leaves the cart empty', async () => {
    await add(1, 2)
    const placed = await ada.post('/checkout')
    expect(placed.status).toBe(201)
    expect(placed.body).toEqual({
      message: 'Order placed successfully!',
      order: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        status: 'placed',
        placed_at: '2026-11-20T12:00:00.000Z',
        items: [{ product_id: 1, name: 'Lamp', price: 10.99, quantity: 2, line_total: 21.98 }],
        total: 21.98,
        currency: 'EUR',
      },
    })
    expect(await stockOf(1)).toBe(3)
    expect((await ada.get('/cart')).body).toMatchObject({ items: [] })
  })

  it('says in Location where the order is', async () => {
    await add(1, 1)
    const placed = await ada.post('/checkout')
    const shown = await ada.get(String(placed.headers.get('Location')))
    expect(shown.status).toBe(200)
    expect(shown.body).toEqual(at(placed.body, 'order'))
  })

  it('answers a repeated Idempotency-Key with the same order, and says that it is a repeat', async () => {
    await add(1, 2)
    const key = { 'Idempotency-Key': 'basket-1' }
    const first = await ada.post('/checkout', undefined, key)
    await add(1, 1)
    const again = await ada.post('/checkout', undefined, key)
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'))
    expect([first, again].map(({ headers }) => headers.get('Idempotent-Replayed'))).toEqual([null, 'true'])
    expect(await stockOf(1)).toBe(3)
  })

  it('gives one order and equal bodies for one key that is sent twenty times at once', async () => {
    await add(1, 1)
    const key = { 'Idempotency-Key': 'basket-1' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => ada.post('/checkout', undefined, key)))
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers.filter(({ headers }) => !headers.has('Idempotent-Replayed'))).toHaveLength(1)
    expect(await stockOf(1)).toBe(4)
  })

  it('does not take one customer’s key for another’s', async () => {
    const bob = await kiosk.customer('bob')
    const key = { 'Idempotency-Key': 'basket-1' }
    await add(1, 1)
    await bob.post('/add-to-cart', { product_id: 1, quantity: 1 })
    const [hers, his] = [await ada.post('/checkout', undefined, key), await bob.post('/checkout', undefined, key)]
    expect(hers.headers.get('Location')).not.toBe(his.headers.get('Location'))
  })

  it('sells when the total is the expected one', async () => {
    await add(1, 1)
    await add(2, 3)
    expect((await ada.post('/checkout', { expected_total: 11.29 })).status).toBe(201)
  })

  it('sells nothing when the total is no longer the expected one, and says both', async () => {
    await add(1, 1)
    await kiosk.stock({ name: 'Lamp', price: '12.00', stock: '5' })
    const refused = await ada.post('/checkout', { expected_total: 10.99 })
    expect([refused.status, codeOf(refused)]).toEqual([409, 'total_changed'])
    expect(refused.body).toMatchObject({ expected_total: 10.99, actual_total: 12 })
    expect(await stockOf(1)).toBe(5)
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ quantity: 1 }] })
  })

  it('names every line of which there is too little, and sells nothing of the rest', async () => {
    await kiosk.stock({}, {}, { name: 'Cord', stock: '9' })
    await add(1, 51)
    await add(2, 60)
    await add(3, 1)
    const refused = await ada.post('/checkout')
    expect([refused.status, codeOf(refused)]).toEqual([409, 'out_of_stock'])
    expect(refused.body).toMatchObject({
      lines: [
        { product_id: 1, name: 'Product 1', requested: 51, available: 50 },
        { product_id: 2, name: 'Product 2', requested: 60, available: 50 },
      ],
    })
    expect(at(refused.body, 'lines')).toHaveLength(2)
    expect(await stockOf(3)).toBe(9)
  })

  it('has nothing to sell out of an empty cart', async () => {
    const refused = await ada.post('/checkout')
    expect([refused.status, codeOf(refused)]).toEqual([409, 'cart_empty'])
  })

  it('sells the last lamp once to fifty simultaneous buyers', async () => {
    await kiosk.stock({ name: 'Lamp', stock: '1' })
    const buyers = await Promise.all(Array.from({ length: 50 }, () => kiosk.customer()))
    await Promise.all(buyers.map((buyer) => buyer.post('/add-to-cart', { product_id: 1, quantity: 1 })))
    const answers = await Promise.all(buyers.map((buyer) => buyer.post('/checkout')))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter((answer) => codeOf(answer) === 'out_of_stock')).toHaveLength(49)
    expect(await stockOf(1)).toBe(0)
  })
})
