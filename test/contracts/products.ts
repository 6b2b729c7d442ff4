import type { Store } from '../../src/application/ports/store.ts'
import { MAX_PRICE, MAX_STOCK } from '../../src/domain/catalogue/product.ts'
import { stockChange } from '../../src/domain/catalogue/stock.ts'
import { money } from '../../src/domain/money.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, present, rejected } from './expect.ts'
import {
  aProduct,
  newProduct,
  productsNow,
  saveProducts,
  setStock,
  someProducts,
  twoProducts,
  UNKNOWN_ID,
  unique,
  wholePage,
} from './given.ts'

const lockBySku = (store: Store, ...skus: readonly (string | undefined)[]) =>
  store.unitOfWork.run(({ products }) => products.lockBySku(skus.flatMap((sku) => sku ?? [])))

export const productsContract: Contract<StoreHarness> = {
  'keeps products exactly, with and without a sku, under ascending ids': async ({ store }) => {
    const name = unique()
    const most = { price: MAX_PRICE, stock: MAX_STOCK, description: '😀é\n\t"\'\\%_ \u{10FFFD}'.repeat(700) }
    const listed = [
      newProduct({ sku: undefined, name: `${name}${'😀'.repeat(243)}`, ...most }),
      newProduct({ sku: undefined, name, price: money(0), stock: 0, description: '' }),
      newProduct({ name }),
    ]
    await store.unitOfWork.run(({ products }) => products.add(listed))
    const found = await store.readers.catalogue.page({ ...wholePage, words: [name] })
    for (const [i, product] of listed.entries()) equal(found[i], { id: found[i]?.id, version: 1, ...product, stock: 0 })
    for (const { id } of found) assert(Number.isSafeInteger(id) && id > 0, `${id} is a whole number from 1`)
  },

  'creates a product in its first version, without stock, and finds it by its sku': async ({ store }) => {
    const details = [newProduct(), newProduct({ sku: undefined })]
    const created = await store.unitOfWork.run(async ({ products }) => {
      const all = [await products.create(present(details[0])), await products.create(present(details[1]))]
      equal(await products.idBySku(present(details[0]?.sku)), all[0]?.id)
      equal(await products.idBySku(unique()), undefined)
      equal(await products.idBySku(`${details[0]?.sku} `), undefined)
      return all
    })
    equal(
      created,
      details.map((each, i) => ({ ...each, id: present(created[i]).id, version: 1, stock: 0 })),
    )
    equal(await productsNow(store, ...created), created)
    const taken = newProduct({ sku: details[0]?.sku })
    await rejected(store.unitOfWork.run(({ products }) => products.create(taken)))
  },

  'saves the version of a product, which a change of its stock leaves': async ({ store }) => {
    const lamp = await aProduct(store)
    await saveProducts(store, { ...lamp, version: 7, name: 'Bulb' })
    await store.unitOfWork.run(({ products }) => setStock(products, [{ id: lamp.id, stock: 1 }]))
    equal(await productsNow(store, lamp), [{ ...lamp, version: 7, name: 'Bulb', stock: 1 }])
  },

  'refuses a taken sku, and rolls back': async ({ store }) => {
    const { sku } = await aProduct(store)
    const other = newProduct()
    await rejected(store.unitOfWork.run(({ products }) => products.add([other, newProduct({ sku })])))
    equal(await lockBySku(store, other.sku), [])
  },

  'tells skus apart by case and accent': async ({ store }) => {
    const tag = unique()
    const [, upper] = await someProducts(store, [{ sku: `a${tag}` }, { sku: `A${tag}` }, { sku: `á${tag}` }])
    equal(await lockBySku(store, `A${tag}`, `a${tag} `), [upper])
  },

  'finds products in id order, each once, archived ones too, without missing ones': async ({ store }) => {
    const added = await someProducts(store, [{}, { archived: true }, {}])
    const reversed = added.toReversed()
    const asked = [...reversed.map(({ id }) => id), UNKNOWN_ID, ...added.map(({ id }) => id)]
    const skus = [...reversed, ...added].map(({ sku }) => sku ?? '')
    await store.unitOfWork.run(async ({ products }) => {
      equal(await products.byIds(asked), added, 'byIds')
      equal(await products.lock(asked), added, 'lock')
      equal(await products.lockBySku([...skus, unique()]), added, 'lockBySku')
      equal([await products.lock([]), await products.byIds([]), await products.lockBySku([])], [[], [], []])
    })
  },

  'finds the few known ones among seventy thousand skus': async ({ store }) => {
    const known = await someProducts(store, [{}, {}])
    // More than a statement takes as parameters: 65,535 on MySQL, 32,766 on SQLite.
    const unknown = Array.from({ length: 70_000 }, (_, i) => `unknown ${i}`)
    equal(await lockBySku(store, known[0]?.sku, ...unknown, known[1]?.sku), known)
  },

  'saves every field of each product, and finds it by the new values': async ({ store }) => {
    const [one, two] = await twoProducts(store)
    const other = await aProduct(store)
    const tag = unique()
    const saved = [
      { ...one, sku: unique(), name: `BULB ${tag}`, description: 'Glass.', price: MAX_PRICE, stock: MAX_STOCK },
      { ...two, name: 'Über-Lampe 😀', description: '', price: money(1), stock: 0, archived: true },
    ]
    await saveProducts(store, ...saved.toReversed())
    equal(await productsNow(store, one, two, other), [...saved, other])
    const found = await store.readers.catalogue.page({ ...wholePage, words: ['bulb', tag] })
    equal(found, saved.slice(0, 1))
    equal(await lockBySku(store, saved[0]?.sku, one.sku), saved.slice(0, 1), 'the product of the new sku')
  },

  'saves the stock of each product, changed or not, and nothing else': async ({ store }) => {
    const [one, two] = await twoProducts(store, { archived: true })
    const other = await aProduct(store)
    const forged = { sku: unique(), name: 'Bulb', description: 'Glass.', price: money(1), archived: false }
    const left = [
      { ...one, stock: MAX_STOCK },
      { ...two, stock: 0 },
    ]
    for (const _ of ['changed', 'unchanged']) {
      await store.unitOfWork.run(async ({ products }) => {
        const locked = await products.lock([one.id, two.id])
        const cause = { reason: 'correction', at: 1 } as const
        const changes = locked.map((product, i) => stockChange({ ...product, ...forged }, left[i]?.stock ?? 0, cause))
        await products.changeStock(changes.toReversed())
        equal(await products.byIds([one.id, two.id]), left, 'what the unit reads')
        equal(await products.lock([one.id, two.id]), left, 'what the unit locks')
      })
      equal(await productsNow(store, one, two, other), [...left, other])
    }
  },

  'refuses a negative stock, and rolls back': async ({ store }) => {
    const [one, two] = await twoProducts(store)
    const bad = [
      { ...one, stock: 4 },
      { ...two, stock: -1 },
    ]
    const unit = store.unitOfWork.run(async ({ products }) => {
      await setStock(products, [{ id: one.id, stock: 5 }])
      await setStock(products, bad)
    })
    await rejected(unit)
    equal(await productsNow(store, one, two), [one, two])
  },

  'accepts no products, and more than a thousand, at once': async ({ store }) => {
    const added = await someProducts(store, Array(1_100).fill({}))
    const withStock = (times: number) => added.map((product, i) => ({ ...product, stock: times * i }))
    await saveProducts(store)
    await saveProducts(store, ...withStock(1))
    equal(await productsNow(store, ...added), withStock(1))
    await store.unitOfWork.run(async ({ products }) => {
      await products.add([])
      await products.changeStock([])
      await setStock(products, withStock(2))
    })
    equal(await productsNow(store, ...added), withStock(2))
  },
}
