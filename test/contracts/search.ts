import { money } from '../../src/domain/money.ts'
import { aCatalogue, endOf } from './a-catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present } from './expect.ts'

const priced = [300, 100, 200, 200, 100, 0, 200, 300, 100_000_000].map((price) => ({ price: money(price) }))

export const searchContract: Contract<StoreHarness> = {
  'finds a text anywhere in a name, without regard to case, and accents count': async ({ store }) => {
    const { tag, ask } = await aCatalogue(store, [{ name: 'Blue LAMP shade' }, { name: 'Lámp' }, { name: 'ＬＡＭＰ' }])
    equal(await ask({ search: 'lamp' }).then((found) => found.filter((place) => place !== undefined)), [0, 2])
    equal(await ask({ search: `${tag} lámp` }), [1])
    equal(await ask({ search: `${tag} blue lamp s` }), [0])
    equal(await ask({ search: `${tag} shade` }), [])
  },

  'takes what is searched literally': async ({ store }) => {
    const odd = ['100%', '100 %', 'a_b', 'axb', 'a\\b', "o'clock", '*', '"', '😀']
    const { tag, ask } = await aCatalogue(
      store,
      odd.map((name) => ({ name })),
    )
    for (const [i, name] of odd.entries()) equal(await ask({ search: `${tag} ${name}` }), [i], name)
    equal(await ask({ search: `${tag} %` }), [])
    equal(await ask({ search: `${tag} _` }), [])
  },

  'finds a name of which a part is longer folded than written': async ({ store }) => {
    // U+FDFA folds to eighteen characters.
    const { tag, added, ask } = await aCatalogue(store, [{ name: '\uFDFA'.repeat(240) }])
    equal(await ask({ sort: 'name' }), [0])
    equal(await ask({ sort: 'name', after: endOf(present(added[0])) }), [], `after ${tag}`)
  },

  'keeps to the prices that were asked, both ends included': async ({ store }) => {
    const { ask } = await aCatalogue(store, priced)
    equal(await ask({ minPrice: money(300) }), [0, 7, 8])
    equal(await ask({ maxPrice: money(100) }), [1, 4, 5])
    equal(await ask({ minPrice: money(200), maxPrice: money(200) }), [2, 3, 6])
    equal(await ask({ minPrice: money(201), maxPrice: money(299) }), [])
    equal(await ask({ maxPrice: money(0) }), [5])
  },

  'leaves out what is not in stock when that is asked': async ({ store }) => {
    const { ask } = await aCatalogue(store, [{ stock: 0 }, { stock: 1 }, { stock: 0 }])
    equal(await ask({}), [0, 1, 2])
    equal(await ask({ inStock: true }), [1])
  },
}
