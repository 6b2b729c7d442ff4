import { beforeEach, describe, expect, it } from 'vitest'
import { codeOf } from '../../support/client.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'

const EMPTY = { items: [], total: 0, currency: 'EUR' }

describe('the cart', () => {
  let kiosk: Kiosk
  let ada: Awaited<ReturnType<Kiosk['customer']>>

  beforeEach(async () => {
    kiosk = openKiosk()
    await kiosk.stock({ name: 'Lamp', price: '10.99' }, { name: 'Bulb', price: '0.10' })
    ada = await kiosk.customer('ada')
  })

  const add = (product_id: number, quantity: number) => ada.post('/add-to-cart', { product_id, quantity })

  it('is empty for someone who has just come in', async () => {
    const { status, body } = await ada.get('/cart')
    expect(status).toBe(200)
    expect(body).toEqual(EMPTY)
  })

  it('shows names, prices, line totals and the total to the cent, in product order', async () => {
    await add(2, 3)
    await add(1, 2)
    const { body } = await ada.get('/cart')
    expect(body).toEqual({
      items: [
        { product_id: 1, name: 'Lamp', price: 10.99, quantity: 2, line_total: 21.98 },
        { product_id: 2, name: 'Bulb', price: 0.1, quantity: 3, line_total: 0.3 },
      ],
      total: 22.28,
      currency: 'EUR',
    })
  })

  it('adds the quantities of a product that is added twice, and shows the sum at once', async () => {
    await add(1, 2)
    const added = await add(1, 3)
    expect(added.body).toMatchObject({ cart: { items: [{ product_id: 1, quantity: 5 }], total: 54.95 } })
  })

  it('sets a line to exactly the quantity that is put, whether it was there or not', async () => {
    await add(1, 2)
    const changed = await ada.put('/cart/items/1', { quantity: 7 })
    expect(changed.status).toBe(200)
    expect(changed.body).toMatchObject({ items: [{ product_id: 1, quantity: 7 }] })
    const put = await ada.put('/cart/items/2', { quantity: 1 })
    expect(put.body).toMatchObject({ items: [{ product_id: 1 }, { product_id: 2, quantity: 1 }], total: 77.03 })
  })

  it('lets go of one line and keeps the others; taking it out twice is no error', async () => {
    await add(1, 1)
    await add(2, 1)
    const removed = await ada.delete('/cart/items/1')
    expect([removed.status, removed.body]).toEqual([204, undefined])
    expect((await ada.delete('/cart/items/1')).status).toBe(204)
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ product_id: 2 }] })
  })

  it('is emptied whole, once or twice', async () => {
    await add(1, 1)
    const emptied = await ada.delete('/cart')
    expect([emptied.status, emptied.body]).toEqual([204, undefined])
    expect((await ada.delete('/cart')).status).toBe(204)
    expect((await ada.get('/cart')).body).toEqual(EMPTY)
  })

  it('may hold more than there is in stock: stock is promised by an order', async () => {
    expect((await add(1, 9_999)).status).toBe(200)
  })

  it('takes 9,999 of a product and not one more, added at once or piece by piece', async () => {
    await add(1, 9_998)
    expect((await add(1, 1)).status).toBe(200)
    const refused = await add(1, 1)
    expect([refused.status, codeOf(refused)]).toEqual([422, 'quantity_out_of_range'])
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ quantity: 9_999 }] })
  })

  it('shows a changed price at once: only an order keeps the price it was bought at', async () => {
    await add(1, 1)
    await kiosk.stock({ price: '12.00' })
    expect((await ada.get('/cart')).body).toMatchObject({ total: 12 })
  })

  it('belongs to one customer', async () => {
    await add(1, 1)
    const bob = await kiosk.customer('bob')
    expect((await bob.get('/cart')).body).toEqual(EMPTY)
    const refused = await bob.post('/add-to-cart', { user_id: ada.id, product_id: 1, quantity: 1 })
    expect([refused.status, codeOf(refused)]).toEqual([403, 'not_your_account'])
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ quantity: 1 }] })
  })

  it('keeps every one of fifty additions that arrive together', async () => {
    const added = await Promise.all(Array.from({ length: 50 }, () => add(1, 1)))
    expect(added.map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ quantity: 50 }] })
  })
})
