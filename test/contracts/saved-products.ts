import { wholeCatalogue } from '../../src/application/ports/products.ts'
import { MAX_PRICE, MAX_STOCK } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, rejected } from './expect.ts'
import { aProduct, productsNow, saveProducts, someProducts, twoProducts, unique } from './given.ts'

export const savedProductsContract: Contract<StoreHarness> = {
  'saves every field of each product, finds them by the new values, and touches no other': async ({ store }) => {
    const [one, two] = await twoProducts(store)
    const other = await aProduct(store)
    const tag = unique()
    const saved = [
      { ...one, sku: unique(), name: `BULB ${tag}`, description: 'Glass.', price: MAX_PRICE, stock: MAX_STOCK },
      { ...two, name: 'Über-Lampe 😀', description: '', price: money(1), stock: 0, archived: true },
    ]
    await saveProducts(store, ...saved.toReversed())
    equal(await productsNow(store, one, two, other), [...saved, other])
    const found = await store.readers.catalogue.page({ ...wholeCatalogue, search: `bulb ${tag}` })
    equal(found, saved.slice(0, 1))
    const bySku = (sku = '') => store.unitOfWork.run(({ products }) => products.lockBySku([sku]))
    equal([await bySku(saved[0]?.sku), await bySku(one.sku)], [saved.slice(0, 1), []], 'new and old article number')
  },

  'saves the stock of each product, changed or not, and nothing else, and touches no other': async ({ store }) => {
    const [one, two] = await twoProducts(store, { archived: true })
    const other = await aProduct(store)
    const forged = { sku: unique(), name: 'Bulb', description: 'Glass.', price: money(1), archived: false }
    const left = [
      { ...one, stock: MAX_STOCK },
      { ...two, stock: 0 },
    ]
    for (const _ of ['changed', 'unchanged']) {
      await store.unitOfWork.run(async ({ products }) => {
        await products.lock([one.id, two.id])
        await products.saveStock(left.toReversed().map((product) => ({ ...product, ...forged })))
        equal(await products.byIds([one.id, two.id]), left, 'what the unit reads')
        equal(await products.lock([one.id, two.id]), left, 'what the unit locks')
      })
      equal(await productsNow(store, one, two, other), [...left, other])
    }
  },

  'refuses a negative stock, however it is saved, and rolls back': async ({ store }) => {
    const [one, two] = await twoProducts(store)
    const bad = [
      { ...one, stock: 4 },
      { ...two, stock: -1 },
    ]
    for (const call of ['save', 'saveStock'] as const) {
      const unit = store.unitOfWork.run(async ({ products }) => {
        await products.lock([one.id, two.id])
        await products.saveStock([{ id: one.id, stock: 5 }])
        await products[call](bad)
      })
      await rejected(unit, call)
      equal(await productsNow(store, one, two), [one, two], `the products after ${call}`)
    }
  },

  'takes no products, and more than a thousand, at once': async ({ store }) => {
    const added = await someProducts(store, Array(2_500).fill({}))
    const withStock = (times: number) => added.map((product, i) => ({ ...product, stock: times * i }))
    await saveProducts(store)
    await saveProducts(store, ...withStock(1))
    equal(await productsNow(store, ...added), withStock(1))
    await store.unitOfWork.run(async ({ products }) => {
      await products.add([])
      await products.saveStock([])
      const locked = await products.lock(added.map(({ id }) => id))
      await products.saveStock(locked.map(({ id, stock }) => ({ id, stock: 2 * stock })))
    })
    equal(await productsNow(store, ...added), withStock(2))
  },
}
