import { describe, expect, it } from 'vitest'
import { readPriceList } from '../../../src/adapters/cli/price-list.ts'
import type { BadRow } from '../../../src/application/catalogue/import-products.ts'
import { type CatalogueQuery, listProducts, wholeCatalogue } from '../../../src/application/catalogue/show-products.ts'
import type { Shop } from '../../../src/application/shop.ts'
import { money } from '../../../src/domain/money.ts'
import { err, ok } from '../../../src/domain/result.ts'
import { unwrap } from '../../contracts/expect.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { listed, stockUp } from './shop.ts'

/** The products themselves, which HTTP never keeps. */
const productsOf =
  ({ listProducts }: Pick<Shop, 'listProducts'>) =>
  (query: CatalogueQuery) =>
    listProducts((products) => products)(query).then(({ slices, end }) => ({ products: slices.flat(), end }))

describe('importing a price list', () => {
  it('adds new products in its order and updates known ones by sku', async () => {
    const { shop } = openKiosk()
    const first = [listed(2, 'b', '1.00', { stock: ok(5) }), listed(3, 'a')]
    unwrap(await shop.importProducts({ rows: first, skipBad: false }))
    const again = await shop.importProducts({ rows: [listed(2, 'c'), listed(3, 'b', '2.50')], skipBad: false })
    expect(again).toEqual(ok({ added: 1, updated: 1, skipped: 0, raised: 0 }))
    expect(await productsOf(shop)(wholeCatalogue)).toMatchObject({
      products: [
        { id: 1, sku: 'b', price: 250, stock: 5 },
        { id: 2, sku: 'a', price: 100, stock: 0 },
        { id: 3, sku: 'c', price: 100, stock: 0 },
      ],
    })
  })

  it('refuses a list with bad rows, or skips them when told to, and names each with its faults', async () => {
    const { shop } = openKiosk()
    const rows = [
      listed(2, 'a'),
      listed(3, '', 'free', { stock: err('must be a whole number') }),
      listed(4, 'a'),
      { ...listed(9, 'd'), misread: 'has 2 fields instead of 3' },
    ]
    const fault = (field: string) => ({ field, message: expect.any(String) })
    const bad = [
      { line: 3, faults: ['sku', 'name', 'price', 'stock'].map(fault) },
      { line: 4, faults: [{ field: 'sku', message: 'is already on line 2' }] },
      { line: 9, faults: [{ field: 'row', message: 'has 2 fields instead of 3' }] },
    ]
    const importing = async (skipBad: boolean) => {
      const told: BadRow[] = []
      return [await shop.importProducts({ rows, skipBad, onBad: (row) => told.push(row) }), told]
    }
    expect(await importing(false)).toEqual([err({ type: 'bad_rows', count: 3 }), bad])
    expect(await productsOf(shop)(wholeCatalogue)).toEqual({ products: [], end: undefined })
    expect(await importing(true)).toEqual([ok({ added: 1, updated: 0, skipped: 3, raised: 0 }), bad])
  })

  it('reads a stock of digits, up to a thousand million', async () => {
    const { shop } = openKiosk()
    const bad: (string | undefined)[] = []
    const importing = (stock: string) => {
      const rows = readPriceList('list', [`sku,name,price,stock\nA1,Lamp,1,${stock}\n`])
      return shop.importProducts({ rows, skipBad: false, onBad: ({ faults }) => bad.push(faults[0]?.field) })
    }
    for (const stock of ['-1', '1.5', '1000000001', '99999999999', '1e3', '0x10']) {
      expect(await importing(stock), stock).toMatchObject({ error: { count: 1 } })
    }
    expect(bad).toEqual(Array(6).fill('stock'))
    for (const stock of ['1000000000', '']) unwrap(await importing(stock))
    expect(await productsOf(shop)(wholeCatalogue)).toMatchObject({ products: [{ stock: 1_000_000_000 }] })
  })
})

describe('the catalogue', () => {
  it('is listed in pages, each with where the next begins', async () => {
    const kiosk = openKiosk()
    await stockUp(kiosk, ['a', '1.00', 1], ['b', '2.00', 1], ['c', '3.00', 1])
    const page = (query: object) => productsOf(kiosk.shop)({ ...wholeCatalogue, limit: 2, ...query })
    const end = { id: 1, name: 'a', price: 100 }
    expect(await Promise.all([page({ limit: 1 }), page({ after: end }), page({ words: ['c'] })])).toMatchObject([
      { products: [{ id: 1 }], end },
      { products: [{ id: 2 }, { id: 3 }], end: undefined },
      { products: [{ id: 3 }], end: undefined },
    ])
    expect(await kiosk.shop.showProduct(4)).toEqual(err({ type: 'product_not_found', productId: 4 }))
  })
})

describe('the whole catalogue', () => {
  const many = Array.from({ length: 2_500 }, (_, i): [string, string, number] => [`S-${i}`, '1.00', i])

  it('is read 250 at a time, lets others work between, and has every product once', async () => {
    const kiosk = openKiosk()
    await stockUp(kiosk, ...many)
    const { catalogue } = kiosk.store.readers
    const log: (string | number)[] = []
    const page: typeof catalogue.page = async (query) => {
      const found = await catalogue.page(query)
      log.push(found.length)
      // The last of the page is listed again, as one would be whose price has changed.
      return query.sort === 'price' && query.after ? [...found, unwrap(await kiosk.shop.showProduct(1))] : found
    }
    const pause = async () => void log.push('pause')
    const list = productsOf({ listProducts: listProducts({ catalogue: { ...catalogue, page }, pause }) })
    const { products, end } = await list(wholeCatalogue)
    expect([products.map(({ id }) => id), end]).toEqual([many.map((_, i) => i + 1), undefined])
    expect(log).toEqual([...Array(9).fill([251, 'pause']).flat(), 250, 'pause'])
    const sorted = (await list({ ...wholeCatalogue, sort: 'price' })).products
    expect(sorted).toHaveLength(2_500)
  })

  it('is answered to one of those who share a read in a turn of the event loop', async () => {
    const { store } = openKiosk()
    const turns: PromiseWithResolvers<void>[] = []
    const pause = () => {
      const turn = Promise.withResolvers<void>()
      turns.push(turn)
      return turn.promise
    }
    const list = listProducts({ catalogue: store.readers.catalogue, pause })((products) => products)
    const answered: number[] = []
    for (const i of [1, 2, 3]) void list(wholeCatalogue).then(() => answered.push(i))
    for (const turn of [1, 2, 3]) {
      await expect.poll(() => turns.length).toBe(turn)
      expect(answered.length).toBeLessThan(turn)
      turns[turn - 1]?.resolve()
    }
    await expect.poll(() => answered).toEqual([1, 2, 3])
  })

  it('is read for two queries at a time; others are refused after five seconds, pages never', async () => {
    const { store } = openKiosk()
    const { catalogue } = store.readers
    const released = Promise.withResolvers<void>()
    const page: typeof catalogue.page = async (query) => {
      if (query.limit === 251) await released.promise
      return catalogue.page(query)
    }
    const waits: number[] = []
    const pause = async (ms: number) => void waits.push(ms)
    const list = productsOf({ listProducts: listProducts({ catalogue: { ...catalogue, page }, pause }) })
    const asked = [1, 2, 3].map((price) => list({ ...wholeCatalogue, minPrice: money(price) }))
    await expect(asked[2]).rejects.toThrow('too many requests for the whole catalogue')
    expect(waits).toEqual([5_000])
    expect(await list({ ...wholeCatalogue, limit: 1 })).toEqual({ products: [], end: undefined })
    released.resolve()
    expect(await Promise.all(asked.slice(0, 2))).toHaveLength(2)
  })
})
