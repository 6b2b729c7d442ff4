import { money } from '../../src/domain/money.ts'
import { aCatalogue } from './catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal } from './expect.ts'
import { unique } from './given.ts'

export const searchContract: Contract<StoreHarness> = {
  'finds a text anywhere in a name, without regard to case and width; accents count': async ({ store }) => {
    const inner = unique()
    const listed = [`Blue LAMP${inner} shade`, `Lámp${inner}`, `ＬＡＭＰ${inner}`].map((name) => ({ name }))
    const { tag, ask } = await aCatalogue(store, listed)
    equal(await ask({ search: `lamp${inner}` }), [0, 2])
    equal(await ask({ search: `lámp${inner}` }), [1])
    equal(await ask({ search: `lamp${inner} s` }), [0])
    equal(await ask({ search: `${tag} shade` }), [])
  },

  'takes a search literally': async ({ store }) => {
    const odd = ['100%', '100 %', 'a_b', 'axb', 'a\\b', "o'clock", '*', '"', '😀']
    const listed = odd.map((name) => ({ name }))
    const { tag, ask } = await aCatalogue(store, listed)
    for (const [i, name] of odd.entries()) equal(await ask({ search: `${tag} ${name}` }), [i], name)
    for (const none of ['%', '_']) equal(await ask({ search: `${tag} ${none}` }), [], none)
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
