import { money } from '../../src/domain/money.ts'
import { aCatalogue } from './catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal } from './expect.ts'
import { unique } from './given.ts'

export const searchContract: Contract<StoreHarness> = {
  'finds words anywhere in a name, in any order, without regard to case, width and accents': async ({ store }) => {
    const inner = unique()
    const listed = [`Blue LAMP${inner} shade`, `Lámp${inner}`, `ＬＡＭＰ${inner}`].map((name) => ({ name }))
    const { ask } = await aCatalogue(store, listed)
    for (const word of [`lamp${inner}`, `lámp${inner}`]) equal(await ask({ search: word }), [0, 1, 2], word)
    equal(await ask({ search: `s  lamp${inner}` }), [0])
    equal(await ask({ search: 'lampshade' }), [])
  },

  'takes a search literally': async ({ store }) => {
    const odd = ['100%', '100 %', 'a_b', 'axb', 'a\\b', "o'clock", '*', '"', '😀']
    const listed = odd.map((name) => ({ name }))
    const { ask } = await aCatalogue(store, listed)
    for (const [i, name] of odd.entries()) {
      const found = name === '100 %' ? [0, 1] : [i]
      equal(await ask({ search: name }), found, name)
    }
    equal([await ask({ search: '%' }), await ask({ search: '_' })], [[0, 1], [2]])
  },

  'filters by price, both ends included, and by stock': async ({ store }) => {
    const prices = [300, 100, 200, 200, 0, 100_000_000]
    const { ask } = await aCatalogue(
      store,
      prices.map((price, i) => ({ price: money(price), stock: i % 2 })),
    )
    equal(await ask({ minPrice: money(300) }), [0, 5])
    equal(await ask({ maxPrice: money(100) }), [1, 4])
    equal(await ask({ minPrice: money(200), maxPrice: money(200) }), [2, 3])
    equal(await ask({ minPrice: money(201), maxPrice: money(299) }), [])
    equal(await ask({ maxPrice: money(0) }), [4])
    equal(await ask({ inStock: true }), [1, 3, 5])
  },
}
