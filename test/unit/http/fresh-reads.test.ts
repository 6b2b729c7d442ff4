import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import type { Store } from '../../../src/application/ports/store.ts'
import { at } from '../../support/client.ts'
import { openKiosk } from '../../support/kiosk.ts'

/** The memory store, with its catalogue reads counted, and each held open for a turn of the event loop as SQL would. */
const countingStore = () => {
  const memory = memoryStore()
  let reads = 0
  const store: Store = {
    ...memory,
    readers: {
      ...memory.readers,
      catalogue: {
        ...memory.readers.catalogue,
        page: async (query) => {
          reads++
          const found = await memory.readers.catalogue.page(query)
          await new Promise((resolve) => setTimeout(resolve, 1))
          return found
        },
      },
    },
  }
  return { store, reads: () => reads }
}

const openStocked = async (store?: Store) => {
  const kiosk = openKiosk(store === undefined ? {} : { store })
  await kiosk.stock({ price: '10.99', stock: '1000' }, { stock: '3' })
  const ada = await kiosk.customer('ada')
  const buyOne = async () => {
    await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })
    await ada.post('/checkout')
  }
  return { ...kiosk, buyOne }
}

describe('a catalogue page', () => {
  it.each(['/products', '/products/1', '/products?limit=1'])(
    '%s is not sent again to a client that has it already',
    async (path) => {
      const { visitor } = await openStocked()
      const first = await visitor.get(path)
      const etag = String(first.headers.get('ETag'))
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      expect(first.headers.get('Cache-Control')).toBe('no-cache')
      for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await visitor.get(path, { 'If-None-Match': tag })
        expect([again.status, again.body, again.headers.get('ETag')]).toEqual([304, undefined, etag])
        expect(again.headers.get('Link')).toBe(first.headers.get('Link'))
      }
      expect((await visitor.get(path, { 'If-None-Match': '"other"' })).status).toBe(200)
    },
  )

  it.each(['/products', '/products/1'])('%s is sent again, under another tag, once a unit is sold', async (path) => {
    const { visitor, buyOne } = await openStocked()
    const before = await visitor.get(path)
    const etag = String(before.headers.get('ETag'))
    await buyOne()
    const after = await visitor.get(path, { 'If-None-Match': etag })
    expect(after.status).toBe(200)
    expect(after.headers.get('ETag')).not.toBe(etag)
    expect(at(after.body, ...(path === '/products' ? [0] : []), 'stock')).toBe(999)
  })

  it('costs the store two reads, however many ask for it at once', async () => {
    const { store, reads } = countingStore()
    const { visitor } = await openStocked(store)
    const answers = await Promise.all(Array.from({ length: 100 }, () => visitor.get('/products')))
    expect(answers.map(({ body }) => at(body, 0, 'stock'))).toEqual(Array(100).fill(1_000))
    expect(reads()).toBeLessThanOrEqual(2)
  })

  it('is shared only by those who asked for the same', async () => {
    const { visitor } = await openStocked()
    // The first is read at once; the others wait for the next read, and must not find themselves in one another's.
    const pages = ['', '?limit=1', '?limit=1&sort=-price', '?min_price=10.99&max_price=10.98']
    const answers = await Promise.all(pages.map((page) => visitor.get(`/products${page}`)))
    const shown = answers.map(({ body }) => (Array.isArray(body) ? body.map((product) => product.id) : body))
    expect(shown).toEqual([[1, 2], [1], [2], []])
  })

  it('is never older than the request for it, even one that arrives while another is read', async () => {
    const { store } = countingStore()
    const { visitor, buyOne } = await openStocked(store)
    for (let sold = 1; sold <= 10; sold++) {
      // Under way while the purchase is made: this answer may show either stock, and must not be handed to later askers.
      const underWay = visitor.get('/products')
      await buyOne()
      const answers = await Promise.all([visitor.get('/products'), visitor.get('/products')])
      expect(answers.map(({ body }) => at(body, 0, 'stock'))).toEqual([1_000 - sold, 1_000 - sold])
      await underWay
    }
  })

  it('is read anew after a read that failed', async () => {
    const memory = memoryStore()
    let broken = true
    const { catalogue } = memory.readers
    const page: typeof catalogue.page = (query) =>
      broken ? Promise.reject(new Error('the disk is gone')) : catalogue.page(query)
    const { visitor } = await openStocked({
      ...memory,
      readers: { ...memory.readers, catalogue: { ...catalogue, page } },
    })
    const failed = await Promise.all([visitor.get('/products'), visitor.get('/products')])
    expect(failed.map(({ status }) => status)).toEqual([500, 500])
    broken = false
    expect((await visitor.get('/products')).status).toBe(200)
  })
})
