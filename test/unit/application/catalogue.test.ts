import { describe, expect, it } from 'vitest'
import { readPriceList } from '../../../src/adapters/cli/price-list.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { type BadRow, importProducts } from '../../../src/application/catalogue/import-products.ts'
import { type CatalogueQuery, listProducts, wholeCatalogue } from '../../../src/application/catalogue/show-products.ts'
import type { UnitOfWork } from '../../../src/application/ports/store.ts'
import type { Shop } from '../../../src/application/shop.ts'
import type { ProductDraft } from '../../../src/domain/catalogue/product.ts'
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

/** A shop with 10 mugs and 4 pens, and what lists then make of it. */
const openStocked = async () => {
  const kiosk = openKiosk()
  await stockUp(kiosk, ['MUG', '1.00', 10], ['PEN', '1.00', 4])
  const importing = async (list: string, options: { skipBad?: boolean; keepStock?: boolean } = {}) => {
    const bad: string[] = []
    const onBad = ({ line, faults }: BadRow) => {
      bad.push(`${line}: ${faults.map(({ field, message }) => `${field} ${message}`).join('; ')}`)
    }
    const rows = readPriceList('list', [list])
    return { result: await kiosk.shop.importProducts({ rows, skipBad: false, onBad, ...options }), bad }
  }
  const products = async () => (await productsOf(kiosk.shop)(wholeCatalogue)).products
  const stocks = async () => (await products()).map(({ sku, stock }) => `${sku} ${stock}`).join(', ')
  return { kiosk, importing, products, stocks }
}

describe('a list with stock_change', () => {
  const header = 'sku,name,price,stock_change\n'

  it.each([
    ['+12', 'MUG 22, PEN 4'],
    ['-3', 'MUG 7, PEN 4'],
    ['12', 'MUG 22, PEN 4'],
    ['-10', 'MUG 0, PEN 4'],
    ['', 'MUG 10, PEN 4'],
    ['0', 'MUG 10, PEN 4'],
    ['+999999990', 'MUG 1000000000, PEN 4'],
  ])('of %s makes 10 mugs %s', async (change, after) => {
    const { importing, stocks } = await openStocked()
    expect(await importing(`${header}MUG,Mug,2,${change}\n`)).toMatchObject({
      result: { value: { updated: 1, raised: 0 } },
      bad: [],
    })
    expect(await stocks()).toBe(after)
  })

  it('adds a new product with the change as its stock', async () => {
    const { importing, stocks } = await openStocked()
    expect((await importing(`${header}BAG,Bag,2,+3\nCUP,Cup,2,\n`)).result).toMatchObject({ value: { added: 2 } })
    expect(await stocks()).toBe('MUG 10, PEN 4, BAG 3, CUP 0')
  })

  it.each(['1.5', '1e3', '+', '--3', '+ 3', '0x10', '12345678901', '−3'])('refuses %j', async (change) => {
    const { importing, stocks } = await openStocked()
    const list = `${header}PEN,Pen,1,+1\nMUG,Mug,1,${change}\n`
    const { result, bad } = await importing(list)
    expect([result, bad]).toEqual([
      err({ type: 'bad_rows', count: 1 }),
      ['3: stockChange must be a whole number such as +12 or -3'],
    ])
    expect(await stocks()).toBe('MUG 10, PEN 4')
  })

  it('refuses what would leave the range of stock: then it changes nothing, or all but those rows', async () => {
    const { importing, products, stocks } = await openStocked()
    const list = `${header}PEN,Biro,2,-1\nMUG,Cup,2,-11\nBAG,Bag,2,-1\nHAT,Hat,2,1\nTEA,Tea,2,1000000001\n`
    const bad = [-1, -1, 1_000_000_001].map((left, i) => `${[3, 4, 6][i]}: stockChange would leave ${left} in stock`)
    const before = await products()
    expect(await importing(list)).toEqual({ result: err({ type: 'bad_rows', count: 3 }), bad })
    expect(await products()).toEqual(before)
    const sums = { added: 1, updated: 1, skipped: 3, raised: 0 }
    expect(await importing(list, { skipBad: true })).toEqual({ result: ok(sums), bad })
    expect(await stocks()).toBe('MUG 10, PEN 3, HAT 1')
    expect((await products()).map(({ name }) => name)).toEqual(['MUG', 'Biro', 'Hat'])
  })

  it('is one unit of work, of at most 1,000 rows; others are pieces that yield to buyers', async () => {
    const store = memoryStore()
    const log: string[] = []
    const unitOfWork: UnitOfWork = {
      run: (work) => {
        log.push('u')
        return store.unitOfWork.run(work)
      },
    }
    const importing = importProducts({ unitOfWork, clock: { now: () => 1 }, pause: async () => void log.push('p') })
    const rowsOf = (count: number, more: Partial<ProductDraft>) =>
      Array.from({ length: count }, (_, i) => listed(i + 2, `S${i}`, '1.00', more))
    const change = { stockChange: ok(1) }
    expect((await importing({ rows: rowsOf(1_000, change), skipBad: false })).ok).toBe(true)
    expect(log).toEqual(['u'])
    expect(await importing({ rows: rowsOf(1_001, change), skipBad: true })).toEqual(
      ok({ added: 0, updated: 1_000, skipped: 1, raised: 0 }),
    )
    expect(log.splice(0)).toEqual(['u', 'u'])
    expect((await importing({ rows: rowsOf(1_001, { stockChange: ok(undefined) }), skipBad: false })).ok).toBe(true)
    expect(log.join('')).toMatch(/^u(pu){4,}$/)
  })
})

describe('a list with stock', () => {
  const list = 'sku,name,price,stock\nMUG,Mug,1,11\nPEN,Pen,1,4\nBAG,Bag,1,7\nCUP,Cup,1,\n'

  it('tells how many known products it raised', async () => {
    const { importing, stocks } = await openStocked()
    expect((await importing(list)).result).toEqual(ok({ added: 2, updated: 2, skipped: 0, raised: 1 }))
    expect(await stocks()).toBe('MUG 11, PEN 4, BAG 7, CUP 0')
  })

  it('keeps the stock of known products when told to, whether it has stock or changes', async () => {
    const { importing, stocks } = await openStocked()
    const sums = { added: 2, updated: 2, skipped: 0, raised: 0 }
    expect((await importing(list, { keepStock: true })).result).toEqual(ok(sums))
    const changes = `${list.replace('stock', 'stock_change').replace('PEN', 'HAT')}PEN,Pen,1,-9\n`
    expect(await importing(changes, { keepStock: true })).toMatchObject({ result: { ok: true }, bad: [] })
    expect(await stocks()).toBe('MUG 10, PEN 4, BAG 7, CUP 0, HAT 4')
  })
})

it('a list leaves archived products alone, unless it has the column', async () => {
  const { kiosk, importing } = await openStocked()
  const onSale = async () => (await productsOf(kiosk.shop)(wholeCatalogue)).products.map(({ sku }) => sku).join()
  const header = 'sku,name,price,archived\n'
  for (const [lists, after] of [
    [['yes', 'YES'].map((word) => `${header}MUG,Mug,1,${word}\n`), 'PEN'],
    [['sku,name,price,stock\nMUG,Mug,1,9\n', `${header}MUG,Mug,1,\n`], 'PEN'],
    [['No', 'no'].map((word) => `${header}MUG,Mug,1,${word}\n`), 'MUG,PEN'],
  ] as const) {
    for (const list of lists) {
      expect((await importing(list)).result, list).toMatchObject({ value: { updated: 1 } })
      expect(await onSale(), list).toBe(after)
    }
  }
  expect((await importing(`${header}MUG,Mug,1,maybe\n`)).bad).toEqual(['2: archived must be yes or no'])
})

it('a list that is changed while it is imported is an error', async () => {
  const { kiosk } = await openStocked()
  const importing = (first: string, second: string) => {
    const texts = [first, second]
    const rows = {
      [Symbol.iterator]: () =>
        (texts.shift() ?? '')
          .split('')
          .map((sku, i) => listed(i + 2, sku))
          [Symbol.iterator](),
    }
    return kiosk.shop.importProducts({ rows, skipBad: false })
  }
  await expect(importing('AB', 'A')).rejects.toThrow('the list was changed while it was imported: import it again')
  expect((await importing('AB', 'AB')).ok).toBe(true)
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
