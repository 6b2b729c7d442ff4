import { readPriceList } from '../../../src/adapters/cli/price-list.ts'
import type { MigratableStore } from '../../../src/adapters/sql/migrations.ts'
import type { ListedRow, PriceList } from '../../../src/application/catalogue/import-products.ts'
import { parseMoney } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'
import { present, unwrap } from '../../contracts/expect.ts'
import { added, expected, outOfStock, placed, products, salesReport } from '../../support/bodies.ts'
import { inBatches } from '../../support/client.ts'
import { customer, logIn, orderHistory } from '../../support/customers.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { type Invoice, invoices, items, poundsOf, totalOf } from './online-retail.ts'

/** Many quantities exceed it. */
export const STARTING_STOCK = 100

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const priceList = [
  'sku,name,price,stock',
  ...items.map(({ sku, name, pence }) => [quoted(sku), quoted(name), poundsOf(pence), STARTING_STOCK].join(',')),
].join('\r\n')

/**
 * Sells every invoice, in order, in a shop on an empty store. Prices are imported before an invoice that has others.
 * What a checkout is short of is topped up by the requested quantity, and the checkout sent once more.
 */
export const replay = async (store: MigratableStore) => {
  await store.migrate()
  const { shop, send, anonymous, clock } = openKiosk({ store })
  const catalogue = async () => expected(await anonymous.get('/products'), 200, products)
  const importRows = async (rows: PriceList) => unwrap(await shop.importProducts({ rows, skipBad: false }))
  const rows = readPriceList('list', [priceList])
  const imports = [await importRows(rows), await importRows(rows)]
  const opening = await catalogue()

  const itemBySku = new Map(items.map((item, i) => [item.sku, { ...item, id: present(opening[i]).id }]))
  const skuById = new Map([...itemBySku].map(([sku, { id }]) => [id, sku]))
  const shortages: { readonly sku: string; readonly requested: number }[] = []
  let repriced = 0

  const revised = (sku: string, pence?: number, stock?: number): ListedRow => {
    const known = present(itemBySku.get(sku))
    const item = { ...known, pence: pence ?? known.pence }
    itemBySku.set(sku, item)
    const price = parseMoney(poundsOf(item.pence))
    return { line: 1, draft: { sku, name: item.name, price, stock: ok(stock), description: undefined } }
  }

  const sell = async (invoice: Invoice) => {
    const theirs = present(buyers.get(invoice.buyer))
    const changed = invoice.lines.filter(({ sku, pence }) => itemBySku.get(sku)?.pence !== pence)
    repriced += changed.length
    await importRows(changed.map(({ sku, pence }) => revised(sku, pence)))
    await inBatches(invoice.lines, 64, async ({ sku, quantity }) =>
      expected(await theirs.post('/add-to-cart', { product_id: itemBySku.get(sku)?.id, quantity }), 200, added),
    )
    const body = { expected_total: totalOf(invoice) / 100 }
    const checkOut = () => theirs.post('/checkout', body, { 'Idempotency-Key': invoice.number })
    const answer = await checkOut()
    if (answer.status === 201) return { invoice, order: expected(answer, 201, placed).order }
    const topUps = expected(answer, 409, outOfStock).lines.map(({ product_id, requested, available }) => {
      const sku = present(skuById.get(product_id))
      shortages.push({ sku, requested })
      return revised(sku, undefined, available + requested)
    })
    await importRows(topUps)
    return { invoice, order: expected(await checkOut(), 201, placed).order }
  }

  const names = new Set(invoices.map(({ buyer }) => buyer))
  const buyers = new Map(await inBatches([...names], 64, async (name) => [name, await customer(send, name)] as const))
  const sales: Awaited<ReturnType<typeof sell>>[] = []
  for (const invoice of invoices) sales.push(await sell(invoice))
  const histories = await inBatches([...buyers], 64, async ([buyer, theirs]) => {
    return { buyer, orders: await orderHistory(theirs, 5) }
  })
  const joan = await customer(send)
  unwrap(await shop.promoteUser(joan.email))
  const report = async (by: string) => {
    const path = `/admin/reports/sales?by=${by}&from=${isoDay(clock.now())}&to=${isoDay(clock.now())}`
    return expected(await (await logIn(send, joan.username)).get(path), 200, salesReport).rows
  }
  const reports = { byProduct: await report('product'), byDay: await report('day') }
  return { imports, reports, opening, closing: await catalogue(), skuById, sales, shortages, repriced, histories }
}
