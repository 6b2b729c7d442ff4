import { type CatalogueQuery, type Sorting, sortings, wholeCatalogue } from '../../src/application/ports/products.ts'
import type { Store } from '../../src/application/ports/store.ts'
import type { Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { aCatalogue, endOf } from './a-catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, holds, present } from './expect.ts'
import { aProduct, NOBODY } from './given.ts'

/** The whole catalogue, page by page; every page is full but the last. */
const walk = async (store: Store, query: CatalogueQuery & { readonly limit: number }): Promise<readonly Product[]> => {
  const seen: Product[] = []
  for (let pages = 0; pages < 100; pages++) {
    const last = seen.at(-1)
    const page = await store.readers.catalogue.page({ ...query, after: last && endOf(last) })
    if (page.length === 0) return seen
    holds(page.length <= query.limit, 'a page holds no more than was asked')
    equal(seen.length, pages * query.limit, 'what the pages before it held')
    seen.push(...page)
  }
  throw new Error('the walk does not end')
}

// Ties in name (case and width do not count) and in price; code point order where UTF-16 and collations differ.
const shelf = [
  { name: 'zebra', price: money(300) },
  { name: '😀', price: money(100) },
  { name: 'Lamp', price: money(200) },
  { name: 'é', price: money(200) },
  { name: 'lamp', price: money(100) },
  { name: 'e', price: money(0) },
  { name: '\uFFFD', price: money(200) },
  { name: 'ｌａｍｐ', price: money(300) },
  { name: 'Lamp shade', price: money(100_000_000) },
]
const sorted: Readonly<Record<Sorting, readonly number[]>> = {
  id: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  name: [5, 2, 4, 7, 8, 0, 3, 6, 1],
  '-name': [1, 6, 3, 0, 8, 7, 4, 2, 5],
  price: [5, 1, 4, 2, 3, 6, 0, 7, 8],
  '-price': [8, 7, 0, 6, 3, 2, 4, 1, 5],
}

export const catalogueContract: Contract<StoreHarness> = {
  'shows everything in id order when nothing is asked': async ({ store }) => {
    const { added } = await aCatalogue(store, shelf)
    const found = await store.readers.catalogue.page(wholeCatalogue)
    const mine = new Set(added.map(({ id }) => id))
    equal(
      found.filter(({ id }) => mine.has(id)),
      added,
    )
    holds(
      found.every(({ id }, i) => i === 0 || id > (found[i - 1]?.id ?? 0)),
      'ids ascend',
    )
  },

  'sortings by name and price both ways, with ties in id order, and names by code point': async ({ store }) => {
    const { ask } = await aCatalogue(store, shelf)
    for (const sort of sortings) equal(await ask({ sort }), sorted[sort], sort)
  },

  'walks the catalogue page by page in every sort, each product exactly once': async ({ store }) => {
    const { tag, added } = await aCatalogue(store, shelf)
    for (const sort of sortings) {
      for (const limit of [1, 2, 4, 9, 50]) {
        const seen = await walk(store, { ...wholeCatalogue, search: tag, sort, limit })
        equal(
          seen,
          sorted[sort].map((place) => added[place]),
          `${sort} by ${limit}`,
        )
      }
    }
  },

  'walks on from a product that has left the catalogue meanwhile': async ({ store }) => {
    const { added, ask } = await aCatalogue(store, shelf)
    const lamp = present(added[4])
    await store.unitOfWork.run(async ({ products }) => {
      await products.lock([lamp.id])
      await products.save([{ ...lamp, archived: true }])
    })
    equal(await ask({ sort: 'name', after: endOf(lamp) }), [7, 8, 0, 3, 6, 1])
    equal(await ask({ sort: '-price', after: endOf(lamp) }), [1, 5])
  },

  'tells names apart that only differ after their two hundredth character': async ({ store }) => {
    const long = 'x'.repeat(230)
    const { ask } = await aCatalogue(store, [{ name: `${long}b` }, { name: `${long}a` }])
    equal(await ask({ sort: 'name' }), [1, 0])
  },

  'applies every condition at once, page by page': async ({ store }) => {
    const listed = Array.from({ length: 20 }, (_, i) => ({ price: money(i % 5), stock: i % 2, archived: i % 3 === 0 }))
    const { tag, added } = await aCatalogue(store, listed)
    const query = { ...wholeCatalogue, search: tag, minPrice: money(1), maxPrice: money(3), inStock: true }
    const seen = await walk(store, { ...query, sort: '-price', limit: 2 })
    const expected = [13, 17, 7, 11, 1].map((place) => added[place])
    equal(seen, expected)
  },

  'shows no archived product': async ({ store }) => {
    const { added, ask } = await aCatalogue(store, [{ archived: true }, {}])
    equal(await ask({}), [1])
    equal(await store.readers.catalogue.product(present(added[0]).id), undefined)
    equal(await store.readers.catalogue.product(present(added[1]).id), added[1])
  },

  'shows a product that is there, and none that is not': async ({ store }) => {
    const lamp = await aProduct(store, { description: 'Gives light.\nA lot.' })
    equal(await store.readers.catalogue.product(lamp.id), lamp)
    for (const id of [0, NOBODY, Number.MAX_SAFE_INTEGER]) equal(await store.readers.catalogue.product(id), undefined)
  },
}
