import { type PageEnd, type PageQuery, type Sorting, sortings } from '../../src/application/ports/products.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { type NewProduct, type Product, wordsOf } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present } from './expect.ts'
import { aProduct, saveProducts, someProducts, UNKNOWN_ID, unique, wholePage } from './given.ts'

/** Products that a search for `tag`, the beginning of their names, tells from those of other cases. */
export const aCatalogue = async (store: Store, listed: readonly Partial<NewProduct>[]) => {
  const tag = unique()
  const named = listed.map((product) => ({ ...product, name: `${tag} ${product.name ?? 'lamp'}` }))
  const added = await someProducts(store, named)
  const indexes = new Map(added.map(({ id }, i) => [id, i]))
  return {
    tag,
    added,
    /** A page, each product as its index in `listed`; `search` as people type it. */
    ask: async ({ search = '', ...query }: Partial<PageQuery> & { readonly search?: string }) => {
      const words = wordsOf(`${tag} ${search}`)
      const found = await store.readers.catalogue.page({ ...wholePage, words, ...query })
      return found.map(({ id }) => indexes.get(id))
    },
  }
}

export const endOf = ({ id, name, price }: Product): PageEnd => ({ id, name, price })

// Ties in name (case and width do not count) and in price; code point order where UTF-16 and collations differ; names
// that differ only after the two hundredth character.
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
  { name: `${'x'.repeat(230)}b`, price: money(400) },
  { name: `${'x'.repeat(230)}a`, price: money(400) },
  // Folds to eighteen times as many characters.
  { name: '\uFDFA'.repeat(240), price: money(400) },
]
const sorted: Readonly<Record<Sorting, readonly number[]>> = {
  id: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  name: [5, 2, 4, 7, 8, 10, 9, 0, 3, 11, 6, 1],
  '-name': [1, 6, 11, 3, 0, 9, 10, 8, 7, 4, 2, 5],
  price: [5, 1, 4, 2, 3, 6, 0, 7, 9, 10, 11, 8],
  '-price': [8, 11, 10, 9, 7, 0, 6, 3, 2, 4, 1, 5],
}

export const catalogueContract: Contract<StoreHarness> = {
  'shows all products in id order when nothing is asked': async ({ store }) => {
    const { added } = await aCatalogue(store, shelf)
    const found = await store.readers.catalogue.page(wholePage)
    // Other cases' products are older.
    equal(found.slice(-added.length), added)
  },

  'sorts names by code point, prices, and ties by id, both ways, page by page too': async ({ store }) => {
    const { added, ask } = await aCatalogue(store, shelf)
    for (const sort of sortings) {
      const all = sorted[sort]
      equal(await ask({ sort }), all, sort)
      equal(await ask({ sort, limit: 4 }), all.slice(0, 4), `the first page by ${sort}`)
      for (const [i, last] of all.entries()) {
        const after = endOf(present(added[last]))
        equal(await ask({ sort, limit: 4, after }), all.slice(i + 1, i + 5), `the page after ${i} by ${sort}`)
      }
    }
  },

  'continues after a product that was archived meanwhile': async ({ store }) => {
    const { added, ask } = await aCatalogue(store, shelf)
    const lamp = present(added[4])
    await saveProducts(store, { ...lamp, archived: true })
    equal(await ask({ sort: 'name', after: endOf(lamp) }), [7, 8, 10, 9, 0, 3, 11, 6, 1])
    equal(await ask({ sort: '-price', after: endOf(lamp) }), [1, 5])
  },

  'applies every condition at once': async ({ store }) => {
    const listed = Array.from({ length: 20 }, (_, i) => ({ price: money(i % 5), stock: i % 2, archived: i % 3 === 0 }))
    const { added, ask } = await aCatalogue(store, listed)
    const query = { sort: '-price', minPrice: money(1), maxPrice: money(3), inStock: true } as const
    equal(await ask(query), [13, 17, 7, 11, 1])
    equal(await ask({ ...query, limit: 2, after: endOf(present(added[17])) }), [7, 11])
  },

  'shows a product by its id, archived or not, and none that is unknown': async ({ store }) => {
    const lamp = await aProduct(store, { description: 'Gives light.\nA lot.' })
    equal(await store.readers.catalogue.product(lamp.id), lamp)
    const archived = await aProduct(store, { archived: true })
    equal(await store.readers.catalogue.product(archived.id), archived)
    for (const none of [0, UNKNOWN_ID, Number.MAX_SAFE_INTEGER]) {
      equal(await store.readers.catalogue.product(none), undefined, `product ${none}`)
    }
  },

  'lists archived products alone, or all by id, in pages': async ({ store }) => {
    const tag = unique()
    const details = [{}, { archived: true }, { archived: true }, {}].map((each) => ({ ...each, name: `${tag} lamp` }))
    const [first, second, third, last] = await someProducts(store, details)
    const list = (query: Partial<PageQuery>) => store.readers.catalogue.page({ ...wholePage, words: [tag], ...query })
    equal(await list({ archived: true }), [second, third])
    equal(await list({}), [first, last])
    equal(await list({ archived: undefined }), [first, second, third, last])
    equal(await list({ archived: undefined, limit: 2, after: present(second) }), [third, last])
  },
}
