import type { ListedRow } from '../../../src/application/catalogue/import-products.ts'
import type { Shop } from '../../../src/application/shop.ts'
import { parseMoney } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'
import { good, present } from '../../contracts/expect.ts'
import { added, expected, type OrderBody, outOfStock, placed } from '../../support/bodies.ts'
import { type Client, inBatches } from '../../support/client.ts'
import { type Invoice, type InvoiceLine, type Item, poundsOf } from './online-retail.ts'

/** An invoice and the order it became, as the checkout answered it. */
export type Sale = { readonly invoice: Invoice; readonly order: OrderBody }

/**
 * Where invoices are rung up over HTTP. Prices are re-imported before an invoice that has others; what the shop says it
 * is short of is topped up by as much again as was asked for, and the same checkout is sent once more.
 */
export const till = (
  shop: Pick<Shop, 'importProducts'>,
  items: readonly Item[],
  listed: readonly { readonly id: number }[],
  buyers: ReadonlyMap<string, Client>,
) => {
  const itemBySku = new Map(items.map((item) => [item.sku, item]))
  const idBySku = new Map(items.map(({ sku }, i) => [sku, present(listed[i]).id]))
  const skuById = new Map([...idBySku].map(([sku, id]) => [id, sku]))
  const price = new Map(items.map(({ sku, pence }) => [sku, pence]))
  const toppedUp = new Map<string, number>()
  const counts = { shortLines: 0, repriced: 0 }

  const reimport = async (changes: readonly { readonly sku: string; readonly stock?: number }[]) => {
    if (changes.length === 0) return
    const rows = changes.map(({ sku, stock }, i): ListedRow => {
      const { name } = present(itemBySku.get(sku))
      const cost = parseMoney(poundsOf(present(price.get(sku))))
      return { line: i + 1, draft: { sku, name, price: cost, stock: ok(stock), description: undefined } }
    })
    good(await shop.importProducts({ rows, skipBad: false }))
  }

  const reprice = async (lines: readonly InvoiceLine[]) => {
    const changed = lines.filter(({ sku, pence }) => price.get(sku) !== pence)
    for (const { sku, pence } of changed) price.set(sku, pence)
    counts.repriced += changed.length
    await reimport(changed.map(({ sku }) => ({ sku })))
  }

  const topUp = async (short: (typeof outOfStock)['_output']['lines']) => {
    counts.shortLines += short.length
    const changes = short.map(({ product_id, requested, available }) => {
      const sku = present(skuById.get(product_id))
      toppedUp.set(sku, (toppedUp.get(sku) ?? 0) + requested)
      return { sku, stock: available + requested }
    })
    await reimport(changes)
  }

  const ring = async (invoice: Invoice): Promise<Sale> => {
    const ask = present(buyers.get(invoice.buyer))
    await reprice(invoice.lines)
    await inBatches(invoice.lines, 64, async ({ sku, quantity }) =>
      expected(await ask.post('/add-to-cart', { product_id: idBySku.get(sku), quantity }), 200, added),
    )
    const checkOut = () =>
      ask.post('/checkout', { expected_total: invoice.pence / 100 }, { 'Idempotency-Key': invoice.number })
    const first = await checkOut()
    if (first.status === 201) return { invoice, order: expected(first, 201, placed).order }
    await topUp(expected(first, 409, outOfStock).lines)
    return { invoice, order: expected(await checkOut(), 201, placed).order }
  }
  return { ring, toppedUp, counts }
}
