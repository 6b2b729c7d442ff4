import { wholeCatalogue } from '../../src/application/ports/products.ts'
import { MAX_PRICE, MAX_STOCK, type Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, holds, rejected } from './expect.ts'
import { aProduct, NOBODY, newProduct, someProducts, unique } from './given.ts'

const names = (products: readonly Product[]) => products.map(({ name }) => name)
const idsOf = (products: readonly Product[]) => products.map(({ id }) => id)

export const productsContract: Contract<StoreHarness> = {
  'numbers new products in the order they are given': async ({ store }) => {
    const added = await someProducts(store, [{ name: 'Zebra' }, { name: 'Lamp' }, { name: 'Apple' }])
    equal(names([...added].sort((a, b) => a.id - b.id)), ['Zebra', 'Lamp', 'Apple'])
    holds(
      added.every(({ id }) => Number.isSafeInteger(id) && id > 0),
      'an id is a whole number from 1',
    )
  },

  'keeps a product exactly, at the limits and in any script': async ({ store }) => {
    const listed = newProduct({
      name: `${unique()}${'😀'.repeat(243)}`,
      description: '😀é\n\t"\'\\%_ \u{10FFFD}'.repeat(700),
      price: MAX_PRICE,
      stock: MAX_STOCK,
      archived: true,
    })
    const added = await aProduct(store, listed)
    equal(added, { id: added.id, ...listed })
    const least = newProduct({ name: 'a', description: '', price: money(0), stock: 0 })
    const addedLeast = await aProduct(store, least)
    equal(addedLeast, { id: addedLeast.id, ...least })
  },

  'keeps any number of products without an article number': async ({ store }) => {
    const tag = unique()
    const listed = [1, 2].map((i) => newProduct({ sku: undefined, name: `${tag} ${i}` }))
    await store.unitOfWork.run(({ products }) => products.add(listed))
    const found = await store.readers.catalogue.page({ ...wholeCatalogue, search: tag })
    equal(
      found,
      listed.map((product, i) => ({ id: found[i]?.id, ...product })),
    )
  },

  'refuses an article number that a product has, and keeps nothing of that unit': async ({ store }) => {
    const { sku } = await aProduct(store)
    const other = newProduct()
    await rejected(store.unitOfWork.run(({ products }) => products.add([other, newProduct({ sku })])))
    equal(await store.unitOfWork.run(({ products }) => products.lockBySku([other.sku ?? ''])), [])
  },

  'tells article numbers apart by case and accent': async ({ store }) => {
    const tag = unique()
    const added = await someProducts(store, [{ sku: `a${tag}` }, { sku: `A${tag}` }, { sku: `á${tag}` }])
    equal(added.length, 3, 'the number of products')
    equal(await store.unitOfWork.run(({ products }) => products.lockBySku([`A${tag}`])), added.slice(1, 2))
  },

  'locks and shows products in id order, each once, and leaves out those that do not exist': async ({ store }) => {
    const added = await someProducts(store, [{}, {}, {}])
    const asked = [...idsOf(added).reverse(), NOBODY, ...idsOf(added)]
    await store.unitOfWork.run(async ({ products }) => {
      equal(await products.byIds(asked), added, 'byIds')
      equal(await products.lock(asked), added, 'lock')
      const skus = [...added.map(({ sku }) => sku ?? '').reverse(), unique()]
      equal(await products.lockBySku([...skus, ...skus]), added, 'lockBySku')
    })
  },

  'answers nothing when nothing is asked, and writes nothing when nothing is given': async ({ store }) => {
    await store.unitOfWork.run(async ({ products }) => {
      equal([await products.lock([]), await products.byIds([]), await products.lockBySku([])], [[], [], []])
      await products.add([])
      await products.save([])
    })
  },

  'locks and shows archived products too': async ({ store }) => {
    const lamp = await aProduct(store, { archived: true })
    await store.unitOfWork.run(async ({ products }) => {
      equal(await products.lock([lamp.id]), [lamp])
      equal(await products.byIds([lamp.id]), [lamp])
    })
  },

  'finds the few known ones among seventy thousand article numbers': async ({ store }) => {
    const known = await someProducts(store, [{}, {}])
    // More than one statement of any database takes as parameters: 65,535 on MySQL, 32,766 on SQLite.
    const skus = Array.from({ length: 70_000 }, (_, i) => `unknown ${i}`)
    const asked = [known[0]?.sku ?? '', ...skus, known[1]?.sku ?? '']
    equal(await store.unitOfWork.run(({ products }) => products.lockBySku(asked)), known)
  },
}
