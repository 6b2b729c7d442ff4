import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { mysqlStore } from '../../../src/adapters/mysql/store.ts'
import { openStore } from '../../../src/bootstrap/open-store.ts'
import { present } from '../../contracts/expect.ts'
import { freshDatabase } from '../../support/servers/database.ts'
import { csv, invoices, items, penceOf, totalOf, unsellable } from './online-retail.ts'
import { replay, STARTING_STOCK } from './replay.ts'

// The figures were counted by a script in another language.

test('the data is the published file, all but 146 lines are sales, to the penny', () => {
  const published = '64a3ee83c3fd50d5b9ffa4641f2865cdf5dedf0d945fbd259ceb15458bba96ef'
  expect(createHash('sha256').update(csv).digest('hex')).toBe(published)
  const lines = (reason: string) => unsellable.filter((found) => found === reason).length
  expect([lines('cancellation'), lines('no description'), lines('no price')]).toEqual([100, 42, 4])
  expect(invoices).toHaveLength(424)
  expect(invoices.flatMap((invoice) => invoice.lines)).toHaveLength(9_523)
  expect(invoices.reduce((sum, invoice) => sum + totalOf(invoice), 0)).toBe(18_424_833)
  expect(items).toHaveLength(2_005)
  expect(items.filter(({ sku }) => sku.includes('@'))).toHaveLength(15)
})

const cleanUps: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())))

const inFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-replay-'))
  cleanUps.push(() => rm(folder, { recursive: true }))
  return openStore(`sqlite:${join(folder, 'shop.db')}`)
}
const onServer = async (server: string) => {
  const { url, drop } = await freshDatabase(server)
  cleanUps.push(drop)
  return mysqlStore(url)
}
const stores = [
  { name: 'memory', open: () => openStore('memory:') },
  { name: 'SQLite', open: inFolder },
  ...inject('mysqlServers').map(({ name, url }) => ({ name, open: () => onServer(url) })),
]

// A JSON number, whose shortest decimal form is exact.
const pence = (amount: number): number => penceOf(String(amount))

describe.each(stores)('five days of real orders on $name', ({ open }) => {
  let replayed: Awaited<ReturnType<typeof replay>>
  beforeAll(async () => {
    const store = await open()
    replayed = await replay(store).finally(store.close)
  }, 120_000)

  test('list every item under its name, however often it is imported', () => {
    expect(replayed.imports).toEqual([
      { added: items.length, updated: 0, skipped: 0, raised: 0 },
      { added: 0, updated: items.length, skipped: 0, raised: 0 },
    ])
    expect(replayed.opening.map(({ name, price, stock }) => ({ name, pence: pence(price), stock }))).toEqual(
      items.map((item) => ({ name: item.name.trim(), pence: item.pence, stock: STARTING_STOCK })),
    )
  })

  test('make every invoice one order, to the penny', () => {
    expect(replayed.sales).toHaveLength(invoices.length)
    const sorted = <T extends { readonly sku: string }>(lines: readonly T[]) =>
      lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
    for (const { invoice, order } of replayed.sales) {
      const lines = order.items.map(({ product_id, quantity, price, line_total }) => {
        expect(pence(line_total)).toBe(quantity * pence(price))
        return { sku: present(replayed.skuById.get(product_id)), quantity, pence: pence(price) }
      })
      expect(sorted(lines)).toEqual(sorted(invoice.lines))
      expect(pence(order.total)).toBe(totalOf(invoice))
    }
  })

  test('keep what earlier orders cost, though prices changed 2,770 times after', () => {
    expect(replayed.repriced).toBe(2_770)
    expect(replayed.histories).toHaveLength(326)
    for (const { buyer, orders } of replayed.histories) {
      const theirs = replayed.sales.filter(({ invoice }) => invoice.buyer === buyer).map(({ order }) => order)
      expect(orders).toEqual(theirs.reverse())
    }
  })

  test('balance every stock: start + topped up − sold', () => {
    const left = new Map(items.map(({ sku }) => [sku, STARTING_STOCK]))
    const move = (sku: string, units: number) => left.set(sku, (left.get(sku) ?? 0) + units)
    for (const { sku, requested } of replayed.shortages) move(sku, requested)
    for (const { sku, quantity } of invoices.flatMap(({ lines }) => lines)) move(sku, -quantity)
    expect(replayed.closing.map(({ stock }) => stock)).toEqual([...left.values()])
  })

  test('are reported as the file says, by product and by day, to the penny', () => {
    const sold = new Map(items.map(({ sku }) => [sku, { units: 0, pence: 0 }]))
    for (const { sku, quantity, pence } of invoices.flatMap(({ lines }) => lines)) {
      const before = present(sold.get(sku))
      sold.set(sku, { units: before.units + quantity, pence: before.pence + quantity * pence })
    }
    const reported = replayed.reports.byProduct.map(({ product_id, units, total }) => {
      return [present(replayed.skuById.get(Number(product_id))), { units, pence: pence(Number(total)) }] as const
    })
    expect(new Map(reported)).toEqual(sold)
    expect(replayed.reports.byDay).toMatchObject([{ orders: 424, total: 184_248.33, cancelled: 0, net: 184_248.33 }])
  })

  test('are short of 1,220 lines, 40,970 units', () => {
    expect(replayed.shortages).toHaveLength(1_220)
    expect(replayed.shortages.reduce((sum, { requested }) => sum + requested, 0)).toBe(40_970)
  })
})
