import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { type Answer, at, codeOf } from '../../support/client.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'

type Customer = Awaited<ReturnType<Kiosk['customer']>>

const NO_ORDER = '/orders/01900000-0000-7000-8000-000000000000'

describe('orders', () => {
  let kiosk: Kiosk
  let ada: Customer

  beforeEach(async () => {
    kiosk = openKiosk()
    await kiosk.stock({ name: 'Lamp', price: '10.99', stock: '50' })
    ada = await kiosk.customer('ada')
  })

  const buy = async (customer: Customer, quantity = 1): Promise<string> => {
    await customer.post('/add-to-cart', { product_id: 1, quantity })
    return String((await customer.post('/checkout')).headers.get('Location'))
  }
  const stock = async () => at((await kiosk.visitor.get('/products/1')).body, 'stock')
  const idsOf = ({ body }: Answer): readonly string[] => {
    const orders = at(body, 'orders')
    return Array.isArray(orders) ? orders.map((order) => `/orders/${order.id}`) : []
  }

  it('are none at first', async () => {
    const { status, body } = await ada.get('/orders')
    expect(status).toBe(200)
    expect(body).toEqual({ orders: [], next_cursor: null })
  })

  it('are listed newest first, each as it is shown alone', async () => {
    const first = await buy(ada)
    kiosk.pass(1)
    const second = await buy(ada, 2)
    const listed = await ada.get('/orders')
    expect(listed.body).toEqual({
      orders: [(await ada.get(second)).body, (await ada.get(first)).body],
      next_cursor: null,
    })
  })

  it('are paged by next_cursor: every order once, in order, to the last page', async () => {
    const placed: string[] = []
    for (let i = 0; i < 7; i++) placed.unshift(await buy(ada))
    const seen: string[][] = []
    let cursor: unknown = ''
    while (cursor !== null) {
      const page = await ada.get(`/orders?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push([...idsOf(page)])
      cursor = at(page.body, 'next_cursor')
    }
    expect(seen.map((page) => page.length)).toEqual([3, 3, 1])
    expect(seen.flat()).toEqual(placed)
  })

  it('come twenty at a time unless another number is asked for', async () => {
    for (let i = 0; i < 21; i++) await buy(ada)
    expect(idsOf(await ada.get('/orders'))).toHaveLength(20)
    expect(idsOf(await ada.get('/orders?limit=100'))).toHaveLength(21)
    expect(idsOf(await ada.get('/orders?limit=1'))).toHaveLength(1)
  })

  it('keep the name and the price at which they were bought', async () => {
    const location = await buy(ada, 2)
    await kiosk.stock({ name: 'Chandelier', price: '99.00' })
    expect((await ada.get(location)).body).toMatchObject({ items: [{ name: 'Lamp', price: 10.99 }], total: 21.98 })
  })

  it('are found whatever the case of the id', async () => {
    const location = await buy(ada)
    expect((await ada.get(location.toUpperCase().replace('ORDERS', 'orders'))).status).toBe(200)
  })

  it('put their units back on the shelf when they are cancelled, once', async () => {
    const location = await buy(ada, 3)
    expect(await stock()).toBe(47)
    const cancelled = await ada.post(`${location}/cancel`)
    expect(cancelled.status).toBe(200)
    expect(cancelled.body).toMatchObject({ status: 'cancelled', total: 32.97, items: [{ quantity: 3 }] })
    expect(await stock()).toBe(50)

    const again = await ada.post(`${location}/cancel`)
    expect([again.status, codeOf(again)]).toEqual([409, 'order_not_cancellable'])
    expect(again.body).toMatchObject({ order_status: 'cancelled' })
    expect(await stock()).toBe(50)
    expect((await ada.get(location)).body).toEqual(cancelled.body)
  })

  it('are cancelled once by two requests that arrive together', async () => {
    const location = await buy(ada, 3)
    const answers = await Promise.all([ada.post(`${location}/cancel`), ada.post(`${location}/cancel`)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await stock()).toBe(50)
  })

  it('look to others exactly like orders that do not exist', async () => {
    const hers = await buy(ada)
    const bob = await kiosk.customer('bob')
    const asBobSees = async (answer: Promise<Answer>) => {
      const { status, body } = await answer
      return { status, body: { ...(typeof body === 'object' ? body : {}), request_id: 'differs' } }
    }
    expect(await asBobSees(bob.get(hers))).toEqual(await asBobSees(bob.get(NO_ORDER)))
    expect(await asBobSees(bob.post(`${hers}/cancel`))).toEqual(await asBobSees(bob.post(`${NO_ORDER}/cancel`)))
    expect(await asBobSees(bob.get(hers))).toMatchObject({ status: 404, body: { code: 'order_not_found' } })
    expect(idsOf(await bob.get('/orders'))).toEqual([])
    expect((await ada.get(hers)).body).toMatchObject({ status: 'placed' })
  })

  it('are asked of the store by ids that can be one, and by nothing else that anyone writes', async () => {
    const memory = memoryStore()
    const asked: string[] = []
    const { orders } = memory.readers
    const byId: typeof orders.byId = (userId, id) => {
      asked.push(id)
      return orders.byId(userId, id)
    }
    const own = openKiosk({ store: { ...memory, readers: { ...memory.readers, orders: { ...orders, byId } } } })
    const customer = await own.customer('ada')
    for (const id of ['1', "'%20OR%20''='", '%00', '__proto__', '0'.repeat(36), NO_ORDER.slice(8)]) {
      expect((await customer.get(`/orders/${id}`)).status).toBe(404)
    }
    expect(asked.filter((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toEqual([])
  })

  it('of others cannot be reached by a cursor either', async () => {
    const bob = await kiosk.customer('bob')
    const his = await buy(bob)
    const hers = await buy(ada)
    const page = await bob.get(`/orders?cursor=${hers.replace('/orders/', '')}`)
    expect(idsOf(page)).toEqual([his])
  })
})
