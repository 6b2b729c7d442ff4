import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { present } from '../contracts/expect.ts'
import { expected, salesReport } from '../support/bodies.ts'
import { client, codeOf, type Send, sendTo } from '../support/client.ts'
import { PASSWORD } from '../support/customers.ts'
import { openKiosk, overSocket } from '../support/kiosk.ts'
import { folderForAll, killAll } from '../support/server-fixtures.ts'
import { kiosk, serve } from '../support/server-process.ts'
import { persistentStores } from '../support/stores.ts'
import {
  allOrders,
  allProducts,
  ledgerOf,
  type Promote,
  playDay,
  pounds,
  type Sale,
  totalOf,
} from './day-in-the-shop.ts'

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)

/** Of the sales of a day or a customer, as a report says it. */
const totalsOf = (sales: readonly Sale[]) => {
  const kept = sales.filter(({ status }) => status !== 'cancelled')
  const [total, keptTotal] = [sales, kept].map((some) => sumOf(some.map(totalOf)))
  const refunded = (some: readonly Sale[]) => sumOf(some.map((sale) => sale.refunded))
  return {
    orders: sales.length,
    total: pounds(present(total)),
    cancelled: pounds(present(total) - present(keptTotal)),
    refunded: pounds(refunded(sales)),
    net: pounds(present(keptTotal) - refunded(kept)),
  }
}

/** The day of an instant in a time zone: Swedes write days as ISO 8601 does. */
const dayIn = (timeZone: string, time: number | string): string =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(new Date(time))
const DAY_MS = 86_400_000

type Rows = readonly Readonly<Record<string, unknown>>[]

/** The best first; of two as good, either. */
const expectRanked = (rows: Rows, should: Rows): void => {
  const totals = rows.map(({ total }) => Number(total))
  expect(totals).toEqual(totals.toSorted((a, b) => b - a))
  const sorted = (all: Rows) => all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  expect(sorted(rows)).toEqual(sorted(should))
}

type Opened = { readonly send: Send; readonly promote: Promote; readonly stop: () => Promise<void> }

const memory = async (): Promise<Opened> => {
  const shop = openKiosk()
  const { send, stop } = await overSocket(shop)
  return { send, stop, promote: ({ id }) => shop.shop.promoteUser(id) }
}
/** A process of its own, without the demo catalogue. */
const inProduction = async (folder: string, url: string): Promise<Opened> => {
  const place = { folder, env: { DATABASE_URL: url, NODE_ENV: 'production' } }
  const server = serve(place)
  const promote: Promote = async ({ email }) => expect(await kiosk(place, 'promote', email)).toMatchObject({ code: 0 })
  return { send: sendTo([(await server).url]), stop: () => killAll([server]), promote }
}

describe.each([
  { name: 'memory', open: memory },
  ...persistentStores.map(({ name, database }) => ({
    name,
    open: async (folder: string, onEnd: (drop: () => Promise<void>) => unknown) => {
      const { url, drop } = await database()
      onEnd(drop)
      return inProduction(folder, url)
    },
  })),
])('a day in the shop on $name', ({ open }) => {
  const { makeFolder, cleanUps } = folderForAll()
  let shop: Opened
  let day: Awaited<ReturnType<typeof playDay>>
  const salesByCustomer = () => [...Map.groupBy(day.sales, ({ customer }) => customer)]

  beforeAll(async () => {
    shop = await open(await makeFolder(), (drop) => cleanUps.push(drop))
    cleanUps.push(shop.stop)
    day = await playDay(shop.send, shop.promote)
  })

  /** The rows of a report from the day of the first order to the next one; the CSV has to say the same. */
  const report = async (by: string, timezone = 'UTC') => {
    const first = Math.min(...day.sales.map(({ placedAt }) => Date.parse(placedAt)))
    const [from, to] = [dayIn(timezone, first), dayIn(timezone, first + DAY_MS)]
    const path = `/admin/reports/sales?by=${by}&from=${from}&to=${to}&timezone=${timezone}`
    const { rows, ...about } = expected(await day.joan.get(path), 200, salesReport)
    expect(about).toEqual({ by, from, to, timezone, currency: expect.stringMatching(/^[A-Z]{3}$/) })
    const csv = await day.joan.get(path, { Accept: 'text/csv' })
    expect([csv.status, csv.headers.get('Content-Type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(parse(String(csv.body))).toEqual([
      Object.keys(rows[0] ?? {}),
      ...rows.map((row) => Object.values(row).map((cell) => String(cell ?? ''))),
    ])
    return { from, to, rows }
  }

  test('sells the lamps to six buyers at once until none is left', async () => {
    expect(day.lampsSold).toHaveLength(6)
    expect(sumOf(day.lampsSold)).toBe(12)
  })

  test('keeps each order as it was sold, shipped, cancelled and refunded', async () => {
    const orders = await allOrders(day.joan)
    const kept = orders.map(({ id, customer_id, placed_at, status, total, refunded, items, steps, item_count }) => ({
      ...{ id, customer_id, placed_at, status, total, refunded, item_count },
      lines: items.map((item) => [item.product_id, item.name, item.price, item.quantity, item.line_total]),
      steps: steps?.map(({ step }) => step),
    }))
    const sold = day.sales.map((sale) => ({
      ...{ id: sale.id, customer_id: sale.customer.id, placed_at: sale.placedAt, status: sale.status },
      ...{ total: pounds(totalOf(sale)), refunded: pounds(sale.refunded), item_count: sale.lines.length },
      lines: sale.lines
        .toSorted((a, b) => a.productId - b.productId)
        .map((line) => [
          line.productId,
          line.name,
          pounds(line.pence),
          line.quantity,
          pounds(line.pence * line.quantity),
        ]),
      steps: sale.steps,
    }))
    const newest = (a: { placed_at: string; id: string }, b: { placed_at: string; id: string }) =>
      a.placed_at + a.id < b.placed_at + b.id ? 1 : -1
    expect(kept).toEqual(sold.toSorted(newest))
  })

  test('adds every stock up from its ledger, which has each change once, with its cause', async () => {
    const products = await allProducts(day.joan)
    expect(products.map(({ id }) => id)).toEqual([...day.shelves.keys()])
    for (const { id, name, price, stock } of products) {
      const shelf = present(day.shelves.get(id))
      expect({ name, price }).toEqual({ name: shelf.name, price: pounds(shelf.pence) })
      const ledger = await ledgerOf(day.joan, id)
      expect([name, sumOf(ledger.map(({ change }) => change))]).toEqual([name, stock])
      let before = 0
      for (const row of ledger) {
        expect([name, row.product_id, row.stock_after]).toEqual([name, id, before + row.change])
        before = row.stock_after
      }
      const causes = ledger.map(({ change, reason, order_id, user_id, note }) => {
        return { change, reason, order_id, user_id, note }
      })
      const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()
      expect([name, sorted(causes)]).toEqual([name, sorted(shelf.changes)])
    }
  })

  test.each(['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])('reports the day in %s', async (timezone) => {
    const { from, to, rows } = await report('day', timezone)
    const ofDay = (day: string, sales: readonly Sale[]) => ({ day, ...totalsOf(sales) })
    const onDay = (wanted: string) => day.sales.filter(({ placedAt }) => dayIn(timezone, placedAt) === wanted)
    expect(rows).toEqual([from, to].map((each) => ofDay(each, onDay(each))))
    expect(sumOf(rows.map(({ orders }) => Number(orders)))).toBe(day.sales.length)
  })

  test('reports each customer, the best first', async () => {
    const { rows } = await report('customer')
    const ofCustomers = salesByCustomer().map(([{ id, email }, sales]) => {
      return { customer_id: id, email, ...totalsOf(sales) }
    })
    expectRanked(rows, ofCustomers)
  })

  test('reports each product, the best first, as the ledgers have it', async () => {
    const { rows } = await report('product')
    const kept = day.sales.filter(({ status }) => status !== 'cancelled')
    const ofProducts = [...day.shelves].map(([id, { name }]) => {
      const lines = kept.flatMap((sale) => sale.lines).filter(({ productId }) => productId === id)
      const units = sumOf(lines.map(({ quantity }) => quantity))
      const total = pounds(sumOf(lines.map(({ quantity, pence }) => quantity * pence)))
      return { product_id: id, name, orders: lines.length, units, total }
    })
    expectRanked(rows, ofProducts)

    const ids = new Set(kept.map(({ id }) => id))
    for (const { product_id, units } of rows) {
      const ledger = await ledgerOf(day.joan, Number(product_id))
      const sold = ledger.filter(({ order_id }) => ids.has(order_id ?? ''))
      expect([product_id, units]).toEqual([product_id, -sumOf(sold.map(({ change }) => change))])
    }
  })

  test('has one total, in its orders, its days, its customers and its products', async () => {
    const { rows: days } = await report('day')
    const pence = (amount: unknown): number => Math.round(Number(amount) * 100)
    const totalIn = (rows: Rows, name: string) => sumOf(rows.map((row) => pence(row[name])))
    const orders = await allOrders(day.joan)
    const kept = orders.filter(({ status }) => status !== 'cancelled')
    const { rows: customers } = await report('customer')
    for (const rows of [days, customers]) {
      expect(totalIn(rows, 'total')).toBe(totalIn(orders, 'total'))
      expect(totalIn(rows, 'refunded')).toBe(totalIn(orders, 'refunded'))
      expect(totalIn(rows, 'cancelled')).toBe(totalIn(orders, 'total') - totalIn(kept, 'total'))
      expect(totalIn(rows, 'net')).toBe(totalIn(kept, 'total') - totalIn(kept, 'refunded'))
    }
    expect(totalIn((await report('product')).rows, 'total')).toBe(totalIn(kept, 'total'))
  })

  test('lets a disabled customer no longer in, whose orders stay', async () => {
    const { disabled, joan } = day
    expect((await disabled.get('/cart')).status).toBe(401)
    const entry = await client(shop.send).post('/login', { email: disabled.email, password: PASSWORD })
    expect([entry.status, codeOf(entry)]).toEqual([403, 'account_disabled'])
    const orders = (await allOrders(joan)).filter(({ customer_id }) => customer_id === disabled.id)
    expect(orders).toHaveLength(day.sales.filter(({ customer }) => customer.id === disabled.id).length)
  })
})
