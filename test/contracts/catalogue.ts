import {
  type CatalogueQuery,
  type PageEnd,
  type Sorting,
  sortings,
  wholeCatalogue,
} from '../../src/application/ports/products.ts'
import type { Store } from '../../src/application/ports/store.ts'
import type { NewProduct, Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, holds, present } from './expect.ts'
import { aProduct, saveProducts, someProducts, UNKNOWN_ID, unique } from './given.ts'

/** Products that a search for `tag`, the beginning of their names, tells from those of other cases. */
export const aCatalogue = async (store: Store, listed: readonly Partial<NewProduct>[]) => {
  const tag = unique()
  const named = listed.map((product) => ({ ...product, name: `${tag} ${product.name ?? 'lamp'}` }))
  const added = await someProducts(store, named)
  const page = (query: Partial<CatalogueQuery>): Promise<readonly Product[]> =>
    store.readers.catalogue.page({ ...wholeCatalogue, search: tag, ...query })
  const indexes = new Map(added.map(({ id }, i) => [id, i]))
  return {
    tag,
    added,
    page,
    /** The same page, each product as its index in `listed`. */
    ask: async (query: Partial<CatalogueQuery>) => (await page(query)).map(({ id }) => indexes.get(id)),
  }
}

export const endOf = ({ id, name, price }: Product): PageEnd => ({ id, name, price })

/** All pages of `limit` products; throws when one before the last is not full. */
const walk = async (
  page: (query: Partial<CatalogueQuery>) => Promise<readonly Product[]>,
  query: Partial<CatalogueQuery>,
  limit: number,
): Promise<readonly Product[]> => {
  const seen: Product[] = []
  for (let pages = 0; pages < 100; pages++) {
    const last = seen.at(-1)
    const found = await page({ ...query, limit, after: last && endOf(last) })
    if (found.length === 0) return seen
    holds(found.length <= limit, 'a page is no longer than its limit')
    equal(seen.length, pages * limit, 'the length of the pages before')
    seen.push(...found)
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
  'shows all products in id order when nothing is asked': async ({ store }) => {
    const { added } = await aCatalogue(store, shelf)
    const found = await store.readers.catalogue.page(wholeCatalogue)
    const firstId = present(added[0]).id
    equal(
      found.filter(({ id }) => id >= firstId),
      added,
    )
  },

  'sorts by name and price both ways, ties by id, names by code point, on one page and page by page': async ({
    store,
  }) => {
    const { added, ask, page } = await aCatalogue(store, shelf)
    for (const sort of sortings) {
      equal(await ask({ sort }), sorted[sort], sort)
      const expected = sorted[sort].map((i) => added[i])
      for (const limit of [1, 4, 9]) equal(await walk(page, { sort }, limit), expected, `${sort} by ${limit}`)
    }
  },

  'goes on behind a product that has left the catalogue meanwhile': async ({ store }) => {
    const { added, ask } = await aCatalogue(store, shelf)
    const lamp = present(added[4])
    await saveProducts(store, { ...lamp, archived: true })
    equal(await ask({ sort: 'name', after: endOf(lamp) }), [7, 8, 0, 3, 6, 1])
    equal(await ask({ sort: '-price', after: endOf(lamp) }), [1, 5])
  },

  'sorts names that differ only after their two hundredth character': async ({ store }) => {
    const long = 'x'.repeat(230)
    const { ask } = await aCatalogue(store, [{ name: `${long}b` }, { name: `${long}a` }])
    equal(await ask({ sort: 'name' }), [1, 0])
  },

  'applies every condition at once, page by page': async ({ store }) => {
    const listed = Array.from({ length: 20 }, (_, i) => ({ price: money(i % 5), stock: i % 2, archived: i % 3 === 0 }))
    const { added, page } = await aCatalogue(store, listed)
    const query = { sort: '-price', minPrice: money(1), maxPrice: money(3), inStock: true } as const
    equal(
      await walk(page, query, 2),
      [13, 17, 7, 11, 1].map((i) => added[i]),
    )
  },

  'shows a product by its id, and none that is archived or unknown': async ({ store }) => {
    const lamp = await aProduct(store, { description: 'Gives light.\nA lot.' })
    equal(await store.readers.catalogue.product(lamp.id), lamp)
    const { id } = await aProduct(store, { archived: true })
    for (const none of [id, 0, UNKNOWN_ID, Number.MAX_SAFE_INTEGER]) {
      equal(await store.readers.catalogue.product(none), undefined, `product ${none}`)
    }
  },
}
