import { OPERATOR } from '../application/audit.ts'
import { MAX_PAGE, wholeCatalogue } from '../application/catalogue/show-products.ts'
import type { Shop } from '../application/shop.ts'
import { wordsOf } from '../domain/catalogue/product.ts'
import { parseMoney } from '../domain/money.ts'
import { ok } from '../domain/result.ts'
import type { Configuration } from './configuration.ts'

// The README's examples: its product 2 is the lamp.
const demo = [
  ['MUG-01', 'Enamel mug', '10.99', 50, 'Holds 350 ml and survives the camp fire.'],
  ['LAMP-01', 'Reading lamp', '5.49', 100, 'Clips to a book; one AAA battery.'],
  ['BAG-01', 'Canvas bag', '24.90', 30, 'Undyed, with a flat bottom.'],
  ['PEN-01', 'Fountain pen', '39.00', 12, 'Steel nib, medium.'],
  ['BOOK-01', 'Notebook, dotted', '7.25', 200, '192 pages that open flat.'],
  ['TEA-01', 'Breakfast tea, 250 g', '8.80', 75, 'Assam and Ceylon, loose leaf.'],
  ['CUP-01', 'Espresso cup, set of two', '16.50', 1, 'The last set of its series.'],
  ['KEY-01', 'Brass key ring', '3.75', 0, 'Sold out, and shown as such.'],
] as const

/** Fills an embedded store without products, outside production; answers how many products it added. */
export const loadDemoCatalogue = async (shop: Shop, { databaseUrl, production }: Configuration): Promise<number> => {
  if (production || databaseUrl.startsWith('mysql:')) return 0
  const { items } = await shop.listAllProducts({ ...wholeCatalogue, archived: undefined, limit: 1 })
  if (items.length > 0) return 0
  const rows = demo.map(([sku, name, price, stock, description], i) => ({
    line: i + 1,
    draft: { sku, name, price: parseMoney(price), stock: ok(stock), description },
  }))
  const imported = await shop.importProducts({ rows, skipBad: false })
  return imported.ok ? imported.value.added : 0
}

/** Withdraws the products of the demo catalogue that have kept their sku and name; answers how many. */
export const removeDemoCatalogue = async (shop: Shop): Promise<number> => {
  let removed = 0
  for (const [sku, name] of demo) {
    const query = { ...wholeCatalogue, words: wordsOf(`${sku} ${name}`), limit: MAX_PAGE }
    const { items } = await shop.listAllProducts(query)
    for (const product of items.filter((each) => each.sku === sku && each.name === name)) {
      await shop.archiveProduct(OPERATOR, product.id)
      removed++
    }
  }
  return removed
}
