import { beforeEach, describe, expect, it } from 'vitest'
import { codeOf } from '../../support/client.ts'
import type { Customer } from '../../support/customers.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'

const EMPTY = { items: [], total: 0, currency: 'EUR' }

describe('the cart', () => {
  let kiosk: Kiosk
  let ada: Customer

  beforeEach(async () => {
    kiosk = openKiosk()
    await kiosk.addProducts({ name: 'Lamp', price: '10.99' }, { name: 'Bulb', price: '0.10' })
    ada = await kiosk.customer('ada')
  })

  const add = (product_id: number, quantity: number) => ada.post('/add-to-cart', { product_id, quantity })

  it('is empty at first', async () => {
    expect(await ada.get('/cart')).toMatchObject({ status: 200, body: EMPTY })
  })

  it('shows names, prices, line totals and the total to the cent, in product order', async () => {
    await add(2, 3)
    await add(1, 2)
    expect((await ada.get('/cart')).body).toEqual({
      items: [
        { product_id: 1, name: 'Lamp', price: 10.99, quantity: 2, line_total: 21.98, on_sale: true, in_stock: true },
        { product_id: 2, name: 'Bulb', price: 0.1, quantity: 3, line_total: 0.3, on_sale: true, in_stock: true },
      ],
      total: 22.28,
      currency: 'EUR',
    })
  })

  it('adds the quantities of a product that is added twice, and shows the sum at once', async () => {
    await add(1, 2)
    expect((await add(1, 3)).body).toMatchObject({ cart: { items: [{ product_id: 1, quantity: 5 }], total: 54.95 } })
  })

  it('sets a line to exactly the quantity that is put, whether it was there or not', async () => {
    await add(1, 2)
    const changed = await ada.put('/cart/items/1', { quantity: 7 })
    expect(changed).toMatchObject({ status: 200, body: { items: [{ product_id: 1, quantity: 7 }] } })
    const put = await ada.put('/cart/items/2', { quantity: 1 })
    expect(put.body).toMatchObject({ items: [{ product_id: 1 }, { product_id: 2, quantity: 1 }], total: 77.03 })
  })

  it.each([
    ['/cart/items/1', { items: [{ product_id: 2 }] }],
    ['/cart', EMPTY],
  ])('removes what DELETE %s names, which may be repeated', async (path, left) => {
    await add(1, 1)
    await add(2, 1)
    const { status, body } = await ada.delete(path)
    expect([status, body]).toEqual([204, undefined])
    expect((await ada.delete(path)).status).toBe(204)
    expect((await ada.get('/cart')).body).toMatchObject(left)
  })

  it('takes 9,999 of a product, also beyond the stock, and not one more', async () => {
    expect((await add(1, 9_999)).status).toBe(200)
    const refused = await add(1, 1)
    expect([refused.status, codeOf(refused)]).toEqual([422, 'quantity_out_of_range'])
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ quantity: 9_999 }] })
  })

  it('shows a changed price at once: only an order keeps the price it was bought at', async () => {
    await add(1, 1)
    await kiosk.addProducts({ price: '12.00' })
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
})
