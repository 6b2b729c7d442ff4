import { describe, expect, it, vi } from 'vitest'
import { readPriceList } from '../../../src/adapters/cli/price-list.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { unwrap } from '../../contracts/expect.ts'
import { expected, products } from '../../support/bodies.ts'
import { type Answer, at } from '../../support/client.ts'
import { openKiosk } from '../../support/kiosk.ts'

// Equal prices, and names that differ only in case: where a page ends between equals, the id decides.
const rows: readonly (readonly [name: string, price: string, stock: string])[] = [
  ['desk lamp', '10.00', '3'],
  ['Éclair', '2.50', '0'],
  ['Desk Lamp', '10.00', '0'],
  ['ÄPFEL', '0.99', '12'],
  ['bulb', '2.50', '100'],
  ['Zebra', '1000000.00', '1'],
  ['DESK LAMP', '9.99', '4'],
  ['😀 mug', '2.50', '7'],
]
/** By lower-cased name in code point order, then by id. */
const byName = [5, 1, 3, 7, 6, 4, 2, 8]
const byNameDescending = [8, 2, 4, 6, 7, 3, 1, 5]

const kiosk = openKiosk()
await kiosk.addProducts(...rows.map(([name, price, stock]) => ({ name, price, stock })))
const { get } = kiosk.anonymous

const idsIn = (answer: Answer): readonly number[] => expected(answer, 200, products).map(({ id }) => id)
/** As a client behind a proxy that cuts off /shop resolves the link. */
const nextOf = ({ headers }: Answer): string | undefined => {
  const [, reference] = /^<(.+)>; rel="next"$/.exec(headers.get('Link') ?? '') ?? []
  if (reference === undefined) return undefined
  const { pathname, search } = new URL(reference, 'https://example.com/shop/products?limit=1')
  expect(pathname).toBe('/shop/products')
  return `/products${search}`
}

/** The pages from this one to the last, by their links. */
const pagesFrom = async (path: string) => {
  const pages: (readonly number[])[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: Answer = await get(next)
    pages.push(idsIn(page))
    next = nextOf(page)
  }
  return pages
}

describe('the catalogue', () => {
  it('lists every product in id order, without a link, when nothing is asked', async () => {
    const all = await get('/products')
    expect([idsIn(all), nextOf(all)]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], undefined])
  })

  it.each([
    ['sort=id', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['sort=name', byName],
    ['sort=-name', byNameDescending],
    ['sort=price', [4, 2, 5, 8, 7, 1, 3, 6]],
    ['sort=-price', [6, 3, 1, 7, 8, 5, 2, 4]],
    ['q=desk+lamp', [1, 3, 7]],
    ['q=%C3%A4pfel', [4]],
    [`q=${'%F0%9F%98%80'.repeat(255)}`, []],
    ['q=%25', []],
    ['min_price=10', [1, 3, 6]],
    ['max_price=2.5', [2, 4, 5, 8]],
    ['min_price=2.50&max_price=9.99', [2, 5, 7, 8]],
    ['in_stock=true', [1, 4, 5, 6, 7, 8]],
    ['in_stock=false', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['sort=-price&in_stock=true&q=lamp&max_price=10.00', [1, 7]],
  ])('with %s lists the same products whole and page by page', async (query, ids) => {
    expect(idsIn(await get(`/products?${query}`))).toEqual(ids)
    for (const limit of [1, 3, 100]) {
      const pages = await pagesFrom(`/products?limit=${limit}&${query}`)
      expect(pages.flat()).toEqual(ids)
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
      expect(pages.length).toBe(Math.max(1, Math.ceil(ids.length / limit)))
    }
  })

  it('shows one product with sku and description', async () => {
    const own = openKiosk()
    await own.addProducts({ sku: 'L-1', name: 'Lamp', price: '10.99', stock: '5', description: 'Gives light.' })
    const { status, body } = await own.anonymous.get('/products/1')
    expect(status).toBe(200)
    expect(body).toEqual({
      id: 1,
      sku: 'L-1',
      image_url: null,
      name: 'Lamp',
      description: 'Gives light.',
      price: 10.99,
      stock: 5,
    })
  })
})

it('shows a picture where a product has one, and tells that one has none', async () => {
  const own = openKiosk()
  const url = 'https://shop.example/lamp.jpg'
  const rows = readPriceList('list', [`sku,name,price,image_url\nL-1,Lamp,10.99,${url}\nL-2,Lamp,5,\n`])
  unwrap(await own.shop.importProducts({ rows, skipBad: false }))
  const second = { id: 2, name: 'Lamp', price: 5, stock: 0 }
  expect((await own.anonymous.get('/products')).body).toEqual([
    { id: 1, name: 'Lamp', price: 10.99, stock: 0, image_url: url },
    second,
  ])
  const more = { sku: 'L-2', description: '', image_url: null }
  expect((await own.anonymous.get('/products/1')).body).toMatchObject({ image_url: url })
  expect((await own.anonymous.get('/products/2')).body).toEqual({ ...second, ...more })
})

describe('a catalogue of thousands', () => {
  it('is answered whole, as page by page, and with the same tag until something changes', async () => {
    const large = openKiosk()
    await large.addProducts(...Array.from({ length: 2_001 }, (_, i) => ({ sku: `S-${i}`, name: `Écran ${i}` })))
    const [whole, again] = [await large.anonymous.get('/products'), await large.anonymous.get('/products')]
    const listed = expected(whole, 200, products)
    expect(listed.map(({ id }) => id)).toEqual(Array.from({ length: 2_001 }, (_, i) => i + 1))
    const last = await large.anonymous.get('/products?limit=1&sort=-price&q=2000')
    expect(listed.slice(-1)).toEqual(expected(last, 200, products))
    expect(again.headers.get('ETag')).toBe(whole.headers.get('ETag'))
    await large.addProducts({ sku: 'S-2000', name: 'Écran 2000', stock: '49' })
    const changed = await large.anonymous.get('/products', { 'If-None-Match': String(whole.headers.get('ETag')) })
    expect(expected(changed, 200, products).at(-1)).toMatchObject({ stock: 49 })
  })
})

it('is whole when the rest of it was archived while it was read', async () => {
  const store = memoryStore()
  const { catalogue } = store.readers
  const page: typeof catalogue.page = async (query) => (query.after ? [] : catalogue.page(query))
  const shrinking = openKiosk({ store: { ...store, readers: { ...store.readers, catalogue: { ...catalogue, page } } } })
  await shrinking.addProducts(...Array.from({ length: 251 }, () => ({})))
  expect(expected(await shrinking.anonymous.get('/products'), 200, products)).toHaveLength(250)
})

/** A shop with two products, and a customer who buys the first. */
const openStocked = async (store = memoryStore()) => {
  const { addProducts, anonymous, customer } = openKiosk({ store })
  await addProducts({ price: '10.99', stock: '1000' }, { stock: '3' })
  const ada = await customer('ada')
  const buyOne = async () => {
    await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })
    await ada.post('/checkout')
  }
  return { get: anonymous.get, buyOne }
}

describe('a conditional request', () => {
  it.each(['/products', '/products/1', '/products?limit=1'])('for %s is answered 304 to its ETag', async (path) => {
    const stocked = await openStocked()
    const first = await stocked.get(path)
    const etag = String(first.headers.get('ETag'))
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await stocked.get(path, { 'If-None-Match': tag })
      expect([again.status, again.body, again.headers.get('ETag')]).toEqual([304, undefined, etag])
      expect(again.headers.get('Link')).toBe(first.headers.get('Link'))
    }
    expect((await stocked.get(path, { 'If-None-Match': '"other"' })).status).toBe(200)
  })

  it.each(['/products', '/products/1'])(
    'for %s is answered 200, with another tag, once a unit is sold',
    async (path) => {
      const stocked = await openStocked()
      const etag = String((await stocked.get(path)).headers.get('ETag'))
      await stocked.buyOne()
      const after = await stocked.get(path, { 'If-None-Match': etag })
      expect(after.status).toBe(200)
      expect(after.headers.get('ETag')).not.toBe(etag)
      expect(at(after.body, ...(path === '/products' ? [0] : []), 'stock')).toBe(999)
    },
  )
})

describe('simultaneous requests for the catalogue', () => {
  it('share one read of the store, which begins after they arrived', async () => {
    const memory = memoryStore()
    const { catalogue } = memory.readers
    const answered = Promise.withResolvers<void>()
    let reads = 0
    const page: typeof catalogue.page = async (query) => {
      reads++
      const found = await catalogue.page(query)
      await answered.promise
      return found
    }
    const readers = { ...memory.readers, catalogue: { ...catalogue, page } }
    const stocked = await openStocked({ ...memory, readers })
    const early = stocked.get('/products')
    await vi.waitFor(() => expect(reads).toBe(1))
    await stocked.buyOne()
    const late = Promise.all(Array.from({ length: 100 }, () => stocked.get('/products')))
    // Only microtasks lie between a request and its read: now all of them wait for the early one.
    await new Promise((resolve) => setImmediate(resolve))
    answered.resolve()
    const stocks = [await early, ...(await late)].map(({ body }) => at(body, 0, 'stock'))
    expect(stocks).toEqual([1_000, ...Array(100).fill(999)])
    expect(reads).toBe(2)
  })

  it('share an answer only where they ask for the same', async () => {
    const stocked = await openStocked()
    // The first is read at once; the others share the wait for the next read.
    const pages = ['', '?limit=1', '?limit=1&sort=-price', '?min_price=10.99&max_price=10.98']
    const answers = await Promise.all(pages.map((page) => stocked.get(`/products${page}`)))
    expect(answers.map(idsIn)).toEqual([[1, 2], [1], [2], []])
  })
})
