import { wholeCatalogue } from '../../src/application/ports/products.ts'
import { MAX_PRICE, MAX_STOCK, type Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, rejected } from './expect.ts'
import { aProduct, productNow, someProducts, unique } from './given.ts'

const names = (products: readonly Product[]) => products.map(({ name }) => name)
const idsOf = (products: readonly Product[]) => products.map(({ id }) => id)

export const savedProductsContract: Contract<StoreHarness> = {
  'saves everything about each product, and touches no other': async ({ store }) => {
    const [one, two, bystander] = [await aProduct(store), await aProduct(store), await aProduct(store)]
    const saved = [
      { ...two, name: 'Über-Lampe 😀', description: '', price: money(1), stock: 0, archived: true },
      { ...one, name: 'Bulb', description: 'Glass.', price: MAX_PRICE, stock: MAX_STOCK },
    ]
    await store.unitOfWork.run(async ({ products }) => {
      await products.lock([one.id, two.id])
      await products.save(saved)
    })
    equal(await productNow(store, one), saved[1])
    equal(await productNow(store, two), saved[0])
    equal(await productNow(store, bystander), bystander)
  },

  'finds a product by its new name after it was renamed': async ({ store }) => {
    const lamp = await aProduct(store)
    const tag = unique()
    await store.unitOfWork.run(async ({ products }) => {
      await products.lock([lamp.id])
      await products.save([{ ...lamp, name: `BULB ${tag}` }])
    })
    const found = await store.readers.catalogue.page({ ...wholeCatalogue, search: `bulb ${tag}` })
    equal(idsOf(found), [lamp.id])
  },

  'finds a product under its new article number, and no more under its old one': async ({ store }) => {
    const lamp = await aProduct(store)
    const renumbered = { ...lamp, sku: unique() }
    await store.unitOfWork.run(async ({ products }) => {
      await products.lock([lamp.id])
      await products.save([renumbered])
    })
    const under = (sku: string) => store.unitOfWork.run(({ products }) => products.lockBySku([sku]))
    equal(await under(renumbered.sku), [renumbered])
    equal(await under(lamp.sku ?? ''), [])
  },

  'refuses a stock below nothing, and keeps nothing of that unit': async ({ store }) => {
    const [one, two] = [await aProduct(store), await aProduct(store)]
    await rejected(
      store.unitOfWork.run(async ({ products }) => {
        await products.lock([one.id, two.id])
        await products.save([
          { ...one, stock: 5 },
          { ...two, stock: -1 },
        ])
      }),
    )
    equal([await productNow(store, one), await productNow(store, two)], [one, two])
  },

  'saves the stock of each product and nothing else, and touches no other': async ({ store }) => {
    const [one, two, bystander] = [await aProduct(store), await aProduct(store), await aProduct(store)]
    const forged = { sku: unique(), name: 'Bulb', description: 'Glass.', price: money(1), archived: true }
    await store.unitOfWork.run(async ({ products }) => {
      await products.lock([one.id, two.id])
      const saved = [
        { ...two, ...forged, stock: 0 },
        { ...one, ...forged, stock: MAX_STOCK },
      ]
      await products.saveStock(saved)
      const left = [
        { ...one, stock: MAX_STOCK },
        { ...two, stock: 0 },
      ]
      equal(await products.byIds([one.id, two.id]), left, 'what the unit itself sees')
      equal(await products.lock([one.id, two.id]), left, 'what the unit itself locks')
      await products.saveStock([])
    })
    equal(await productNow(store, one), { ...one, stock: MAX_STOCK })
    equal(await productNow(store, two), { ...two, stock: 0 })
    equal(await productNow(store, bystander), bystander)
  },

  'saves the same stock again without harm, and that of an archived product': async ({ store }) => {
    const lamp = await aProduct(store, { archived: true })
    for (const stock of [7, 7, lamp.stock, lamp.stock]) {
      await store.unitOfWork.run(async ({ products }) => {
        await products.lock([lamp.id])
        await products.saveStock([{ id: lamp.id, stock }])
      })
      equal(await productNow(store, lamp), { ...lamp, stock })
    }
  },

  'refuses to save a stock below nothing, and keeps nothing of that unit': async ({ store }) => {
    const [one, two] = [await aProduct(store), await aProduct(store)]
    await rejected(
      store.unitOfWork.run(async ({ products }) => {
        await products.lock([one.id, two.id])
        await products.saveStock([{ id: one.id, stock: 5 }])
        await products.saveStock([
          { id: one.id, stock: 4 },
          { id: two.id, stock: -1 },
        ])
      }),
    )
    equal([await productNow(store, one), await productNow(store, two)], [one, two])
  },

  'takes more than a thousand products at once': async ({ store }) => {
    const tag = unique()
    const added = await someProducts(
      store,
      Array.from({ length: 2_500 }, (_, i) => ({ name: `${tag} ${i}` })),
    )
    const everyId = idsOf(added)
    equal(
      names(added),
      Array.from({ length: 2_500 }, (_, i) => `${tag} ${i}`),
    )
    await store.unitOfWork.run(async ({ products }) => {
      const locked = await products.lock(everyId)
      await products.save(locked.map((product, i) => ({ ...product, stock: i })))
    })
    const shelf = await store.unitOfWork.run(({ products }) => products.byIds(everyId))
    equal(
      shelf,
      added.map((product, i) => ({ ...product, stock: i })),
    )
    await store.unitOfWork.run(async ({ products }) => {
      const locked = await products.lock(everyId)
      await products.saveStock(locked.map(({ id, stock }) => ({ id, stock: 2 * stock })))
    })
    equal(
      await store.unitOfWork.run(({ products }) => products.byIds(everyId)),
      added.map((product, i) => ({ ...product, stock: 2 * i })),
    )
  },
}
