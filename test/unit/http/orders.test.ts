import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { expected, order, placed } from '../../support/bodies.ts'
import { type Answer, at, codeOf } from '../../support/client.ts'
import { type Customer, orderHistory } from '../../support/customers.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'

const NO_ORDER = '/orders/01900000-0000-7000-8000-000000000000'

describe('orders', () => {
  let kiosk: Kiosk
  let ada: Customer

  beforeEach(async () => {
    kiosk = openKiosk()
    await kiosk.addProducts({ name: 'Lamp', price: '10.99', stock: '50' })
    ada = await kiosk.customer('ada')
  })

  const buy = async (customer: Customer, quantity = 1): Promise<string> => {
    await customer.post('/add-to-cart', { product_id: 1, quantity })
    return `/${(await customer.post('/checkout')).headers.get('Location')}`
  }
  const stock = async () => at((await kiosk.anonymous.get('/products/1')).body, 'stock')
  const idsOf = ({ body }: Answer): readonly string[] => {
    const orders = at(body, 'orders')
    return Array.isArray(orders) ? orders.map((order) => `/orders/${order.id}`) : []
  }

  it('are none at first', async () => {
    expect((await ada.get('/orders')).body).toEqual({ orders: [], next_cursor: null })
  })

  it('are listed newest first, each as it is shown alone', async () => {
    const first = await buy(ada)
    kiosk.advanceMs(60_000)
    const second = await buy(ada, 2)
    const { status, body } = await ada.get('/orders')
    expect(status).toBe(200)
    const alone = [await ada.get(second), await ada.get(first)].map((answer) => expected(answer, 200, order))
    expect(body).toEqual({ orders: alone.map((each) => ({ ...each, item_count: 1 })), next_cursor: null })
  })

  it('are listed with at most twenty items and their number, and shown with all', async () => {
    await kiosk.addProducts(...Array.from({ length: 21 }, (_, i) => ({ sku: `S-${i}` })))
    for (let id = 2; id <= 22; id++) await ada.post('/add-to-cart', { product_id: id, quantity: 1 })
    const { items, ...others } = expected(await ada.post('/checkout'), 201, placed).order
    expect(items).toHaveLength(21)
    const listed = { ...others, items: items.slice(0, 20), item_count: 21 }
    expect((await ada.get('/orders')).body).toEqual({ orders: [listed], next_cursor: null })
    expect((await ada.get(`/orders/${others.id}`)).body).toEqual({ ...others, items })
  })

  it('are paged by next_cursor, twenty to a page unless another number is asked for', async () => {
    const placed: string[] = []
    for (let i = 0; i < 21; i++) placed.unshift(await buy(ada))
    for (const size of [1, 7, 100]) {
      expect((await orderHistory(ada, size)).map(({ id }) => `/orders/${id}`)).toEqual(placed)
      expect(idsOf(await ada.get(`/orders?limit=${size}`))).toEqual(placed.slice(0, size))
    }
    expect(idsOf(await ada.get('/orders'))).toEqual(placed.slice(0, 20))
  })

  it('keep the name and the price at which they were bought', async () => {
    const location = await buy(ada, 2)
    await kiosk.addProducts({ name: 'Chandelier', price: '99.00' })
    expect((await ada.get(location)).body).toMatchObject({ items: [{ name: 'Lamp', price: 10.99 }], total: 21.98 })
  })

  it('are found whatever the case of the id', async () => {
    const location = await buy(ada)
    expect((await ada.get(location.toUpperCase().replace('ORDERS', 'orders'))).status).toBe(200)
  })

  it('return their units to the stock when they are cancelled, once', async () => {
    const location = await buy(ada, 3)
    expect(await stock()).toBe(47)
    const cancelled = await ada.post(`${location}/cancel`)
    expect(cancelled.status).toBe(200)
    expect(cancelled.body).toMatchObject({ status: 'cancelled', total: 32.97, items: [{ quantity: 3 }] })

    const again = await ada.post(`${location}/cancel`)
    expect([again.status, codeOf(again)]).toEqual([409, 'order_not_cancellable'])
    expect(again.body).toMatchObject({ order_status: 'cancelled' })
    expect(await stock()).toBe(50)
    expect((await ada.get(location)).body).toEqual(cancelled.body)
  })

  it('look to other customers exactly like orders that do not exist, also by a cursor', async () => {
    const hers = await buy(ada)
    const bob = await kiosk.customer('bob')
    const his = await buy(bob)
    const seen = async (answer: Promise<Answer>) => {
      const { status, body } = await answer
      return { status, body: { ...(typeof body === 'object' ? body : {}), request_id: 'differs' } }
    }
    expect(await seen(bob.get(hers))).toEqual(await seen(bob.get(NO_ORDER)))
    expect(await seen(bob.post(`${hers}/cancel`))).toEqual(await seen(bob.post(`${NO_ORDER}/cancel`)))
    expect(await seen(bob.get(hers))).toMatchObject({ status: 404, body: { code: 'order_not_found' } })
    expect(idsOf(await bob.get('/orders'))).toEqual([his])
    expect(idsOf(await ada.get(`/orders?cursor=${his.replace('/orders/', '')}`))).toEqual([hers])
    expect((await ada.get(hers)).body).toMatchObject({ status: 'placed' })
  })

  it('are read from the store only by well-formed ids', async () => {
    const memory = memoryStore()
    const read: string[] = []
    const { orders } = memory.readers
    const byId: typeof orders.byId = (id) => {
      read.push(id)
      return orders.byId(id)
    }
    const own = openKiosk({ store: { ...memory, readers: { ...memory.readers, orders: { ...orders, byId } } } })
    const customer = await own.customer()
    for (const id of ['1', "'%20OR%20''='", '%00', '__proto__', '0'.repeat(36), NO_ORDER.slice(8)]) {
      expect((await customer.get(`/orders/${id}`)).status).toBe(404)
    }
    expect(read).toContain(NO_ORDER.slice(8))
    expect(read.filter((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toEqual([])
  })
})
