import { beforeEach, describe, expect, it } from 'vitest'
import { startOfDay } from '../../../src/adapters/http/schemas/periods.ts'
import { listIn, openWithAdministrator, type WithAdministrator } from '../../support/administrator.ts'
import { at, codeOf } from '../../support/client.ts'
import { type Customer, logIn } from '../../support/customers.ts'

let shop: WithAdministrator
let ada: Customer

beforeEach(async () => {
  shop = await openWithAdministrator()
  await shop.addProducts({ name: '=SUM(A1)', price: '5.49' }, { name: 'Mug, "blue"', price: '10.00' })
  ada = await shop.customer('ada')
})

const report = async (query: string, accept = 'application/json') =>
  (await logIn(shop.send, 'joan')).get(`/admin/reports/sales?${query}`, { Accept: accept })
const rowsOf = async (query: string) => listIn((await report(query)).body, 'rows')
const step = async (id: string, name: string, body?: object) =>
  (await logIn(shop.send, 'joan')).post(`/admin/orders/${id}/${name}`, body)

describe('the sales', () => {
  it('of each day are what was placed in it, less what was cancelled and refunded', async () => {
    const orders = [await shop.buy(ada, 1, 2), await shop.buy(ada, 2), await shop.buy(ada, 1)]
    await step(String(orders[1]), 'cancel')
    await step(String(orders[1]), 'refund', { amount: 10 })
    shop.advanceMs(2 * 86_400_000)
    await step(String(orders[0]), 'refund', { amount: 1 })
    await shop.buy(await logIn(shop.send, 'ada'), 2)
    const none = { orders: 0, total: 0, cancelled: 0, refunded: 0, net: 0 }
    expect(await rowsOf('from=2026-11-19&to=2026-11-22')).toEqual([
      { day: '2026-11-19', ...none },
      { day: '2026-11-20', orders: 3, total: 26.47, cancelled: 10, refunded: 11, net: 15.47 },
      { day: '2026-11-21', ...none },
      { day: '2026-11-22', ...none, orders: 1, total: 10, net: 10 },
    ])
    const { body } = await report('from=2026-11-22&to=2026-11-22&timezone=Asia/Tokyo')
    expect(body).toMatchObject({ by: 'day', currency: 'EUR', timezone: 'Asia/Tokyo', rows: [{ orders: 1 }] })
  })

  it('of products are without cancelled orders, the best sold first', async () => {
    const lost = await shop.buy(ada, 1, 50)
    await step(lost, 'cancel')
    await shop.buy(ada, 1, 1)
    await shop.buy(ada, 2, 2)
    await shop.buy(ada, 1, 2)
    expect(await rowsOf('by=product&from=2026-11-20&to=2026-11-20')).toEqual([
      { product_id: 2, name: 'Mug, "blue"', orders: 1, units: 2, total: 20 },
      { product_id: 1, name: '=SUM(A1)', orders: 2, units: 3, total: 16.47 },
    ])
  })

  it('of customers name them, the best first, and those who are gone', async () => {
    const eve = await shop.customer('eve')
    await shop.buy(eve, 1)
    await shop.buy(ada, 2)
    await eve.delete('/me')
    const rows = await rowsOf('by=customer&from=2026-11-20&to=2026-11-20')
    expect(rows).toMatchObject([
      { customer_id: ada.id, email: 'ada@example.com', orders: 1, net: 10 },
      { customer_id: eve.id, email: `deleted:${eve.id}`, orders: 1, net: 5.49 },
    ])
  })

  it('are a table of harmless cells for a spreadsheet', async () => {
    const names = ['+1', '-1', '@x', "it's, fine"]
    await shop.addProducts(...names.map((name, i) => ({ sku: `N-${i}`, name, price: '1.00' })))
    for (const id of [1, 2, 3, 4, 5, 6]) await shop.buy(ada, id)
    const { body, headers } = await report('by=product&from=2026-11-20&to=2026-11-20', 'text/csv')
    expect(headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('Content-Disposition')).toBe('attachment; filename="sales-by-product-2026-11-20-2026-11-20.csv"')
    expect(headers.get('Vary')).toBe('Accept')
    expect(body).toBe(
      [
        'product_id,name,orders,units,total',
        '2,"Mug, ""blue""",1,1,10',
        "1,'=SUM(A1),1,1,5.49",
        "3,'+1,1,1,1",
        "4,'-1,1,1,1",
        "5,'@x,1,1,1",
        '6,"it\'s, fine",1,1,1',
        '',
      ].join('\r\n'),
    )
    const empty = await report('by=product&from=2026-01-01&to=2026-01-01', 'text/csv, */*;q=0.1')
    expect(empty.body).toBe('product_id,name,orders,units,total\r\n')
    expect((await report('by=product&from=2026-01-01&to=2026-01-01', '*/*')).body).toMatchObject({ rows: [] })
  })

  it('of a thousand customers arrive whole', async () => {
    const { unitOfWork } = shop.store
    const [order] = await shop.store.readers.orders.list({ from: 0, to: 1e15, limit: 1 })
    expect(order).toBeUndefined()
    const id = await shop.buy(ada)
    const placed = (await shop.store.readers.orders.byId(id)) ?? expect.fail()
    await unitOfWork.run(({ orders }) =>
      orders.add(
        Array.from({ length: 1_200 }, (_, i) => {
          const fresh = `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`
          return { ...placed, id: fresh, userId: 1_000 + i, idempotencyKey: fresh }
        }),
      ),
    )
    const query = 'by=customer&from=2026-11-20&to=2026-11-20'
    expect(await rowsOf(query)).toHaveLength(1_201)
    expect(String((await report(query, 'text/csv')).body).split('\r\n')).toHaveLength(1_203)
    expect(await rowsOf('from=2026-11-20&to=2026-11-20')).toMatchObject([{ orders: 1_201 }])
  })

  it.each([
    'to=2026-11-20',
    'from=2026-11-21&to=2026-11-20',
    'from=2026-02-30&to=2026-11-20',
    'from=1990-01-01&to=2026-11-20',
    'from=2026-11-20&to=2026-11-20&timezone=Mars/Base',
    'from=2026-11-20&to=2026-11-20&by=hour',
  ])('are not reported for %s', async (query) => {
    expect(codeOf(await report(query))).toBe('invalid')
  })
})

describe('a day', () => {
  it.each([
    ['2026-11-20', 'UTC', '2026-11-20T00:00:00Z'],
    ['2026-03-29', 'Europe/London', '2026-03-29T00:00:00Z'],
    ['2026-03-30', 'Europe/London', '2026-03-29T23:00:00Z'],
    ['2026-10-25', 'Europe/London', '2026-10-24T23:00:00Z'],
    ['2026-10-26', 'Europe/London', '2026-10-26T00:00:00Z'],
    ['2026-07-01', 'Asia/Kolkata', '2026-06-30T18:30:00Z'],
    // Midnight does not exist.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
    // The hour before midnight, and that after it, come twice.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z'],
  ])('%s in %s begins at %s', (day, zone, start) => {
    expect(new Date(startOfDay(day, zone)).toISOString()).toBe(start.replace('Z', '.000Z'))
  })

  it('of 25 hours has the sales of both its ones', async () => {
    shop.advanceMs(Date.UTC(2026, 9, 25, 0, 30) - shop.clock.now())
    for (let hour = 0; hour < 3; hour++) {
      await shop.buy(await logIn(shop.send, 'ada'))
      shop.advanceMs(3_600_000)
    }
    const rows = await rowsOf('from=2026-10-24&to=2026-10-26&timezone=Europe/London')
    expect(rows.map((row) => at(row, 'orders'))).toEqual([0, 3, 0])
  })
})
