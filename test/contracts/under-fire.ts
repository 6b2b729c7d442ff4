import { systemClock } from '../../src/adapters/system/system.ts'
import { batched } from '../../src/application/batched.ts'
import { addToCarts } from '../../src/application/carts/add-to-cart.ts'
import { importProducts } from '../../src/application/catalogue/import-products.ts'
import { cancelOrder } from '../../src/application/orders/cancel-order.ts'
import { placeOrder, settlePurchases } from '../../src/application/orders/place-order.ts'
import type { Store, UnitOfWork } from '../../src/application/ports/store.ts'
import type { User } from '../../src/domain/accounts/user.ts'
import type { Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { ok } from '../../src/domain/result.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, good } from './expect.ts'
import { aProduct, aUser, fill, ids, productNow, someUsers, twoProducts, unique } from './given.ts'
import { orTimeout, simultaneously } from './simultaneous.ts'

/** The shop's real use cases over the store and its twin, as two server processes run them; `i` chooses one by turns. */
const shops = ({ store, twin }: StoreHarness) => {
  const open = ({ unitOfWork }: Store) => ({
    add: batched(addToCarts({ unitOfWork }), { limit: 64, repeatable: false }).submit,
    buy: placeOrder({
      clock: systemClock,
      ids,
      settlePurchase: batched(settlePurchases({ unitOfWork }), { limit: 64, repeatable: true }).submit,
    }),
    cancel: cancelOrder({ unitOfWork }),
  })
  const [one, other] = [open(store), open(twin)]
  return (i: number) => (i % 2 === 0 ? one : other)
}

const times = <T>(count: number, task: (i: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => task(i)))

const checkout = ({ id }: User, idempotencyKey?: string) => ({ userId: id, idempotencyKey, expectedTotal: undefined })

const wants = (store: Store, user: User, product: Product, quantity = 1) =>
  fill(store, { userId: user.id, lines: [{ productId: product.id, quantity }] })

export const underFireContract: Contract<StoreHarness> = {
  'sells the last lamp once to twenty simultaneous buyers': async (harness) => {
    const { store } = harness
    const lamp = await aProduct(store, { stock: 1 })
    const buyers = await someUsers(store, 20)
    for (const buyer of buyers) await wants(store, buyer, lamp)
    const shop = shops(harness)
    const outcomes = await Promise.all(buyers.map((buyer, i) => shop(i).buy(checkout(buyer))))
    const told = outcomes.map((outcome) => (outcome.ok ? 'sold' : outcome.error.type))
    equal(told.toSorted(), [...Array(19).fill('out_of_stock'), 'sold'])
    equal((await productNow(store, lamp)).stock, 0, 'the stock')
  },

  'sells no more than there is, and all of it, whatever each buyer wants': async (harness) => {
    const { store } = harness
    const lamp = await aProduct(store, { stock: 20 })
    const buyers = await someUsers(store, 30)
    for (const [i, buyer] of buyers.entries()) await wants(store, buyer, lamp, 1 + (i % 3))
    const shop = shops(harness)
    const outcomes = await Promise.all(buyers.map((buyer, i) => shop(i).buy(checkout(buyer))))
    const sold = outcomes.map((outcome) => (outcome.ok ? (outcome.value.order.lines[0]?.quantity ?? 0) : 0))
    equal(
      sold.reduce((total, quantity) => total + quantity, 0),
      20,
      'what was sold',
    )
    equal((await productNow(store, lamp)).stock, 0, 'the stock')
  },

  'never fails buyers who took the same two things in opposite order': async (harness) => {
    const { store } = harness
    const pair = await twoProducts(store, { stock: 30 })
    const buyers = await someUsers(store, 30)
    const shop = shops(harness)
    for (const [i, { id }] of buyers.entries()) {
      const order = i % 2 === 0 ? pair : pair.toReversed()
      for (const product of order) good(await shop(i).add({ userId: id, productId: product.id, quantity: 1 }))
    }
    const outcomes = await Promise.all(buyers.map((buyer, i) => shop(i >> 1).buy(checkout(buyer))))
    equal(outcomes.filter((outcome) => outcome.ok).length, 30, 'the number of orders')
    equal([(await productNow(store, pair[0])).stock, (await productNow(store, pair[1])).stock], [0, 0], 'the stocks')
  },

  'counts every one of fifty simultaneous additions to a cart': async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const shop = shops(harness)
    const item = { userId: user.id, productId: lamp.id, quantity: 1 }
    for (const added of await times(50, (i) => shop(i).add(item))) good(added)
    equal((await store.readers.carts.byUser(user.id))?.cart.lines, [{ productId: lamp.id, quantity: 50 }])
  },

  'makes one order of a cart that is checked out many times at once': async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const lamp = await aProduct(store, { stock: 10 })
    await wants(store, user, lamp)
    const shop = shops(harness)
    const outcomes = await times(10, (i) => shop(i).buy(checkout(user)))
    const told = outcomes.map((outcome) => (outcome.ok ? 'sold' : outcome.error.type))
    equal(told.toSorted(), [...Array(9).fill('cart_empty'), 'sold'])
    equal((await productNow(store, lamp)).stock, 9, 'the stock')
  },

  'makes one order of one key, and shows it to all who send the key': async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const lamp = await aProduct(store, { stock: 10 })
    await wants(store, user, lamp)
    const [shop, key] = [shops(harness), unique()]
    const placed = (await times(20, (i) => shop(i).buy(checkout(user, key)))).map(good)
    equal(
      placed.map(({ order }) => order),
      Array(20).fill(placed[0]?.order),
    )
    equal(placed.filter(({ replayed }) => !replayed).length, 1, 'the number of orders that are not replays')
    equal((await productNow(store, lamp)).stock, 9, 'the stock')
  },

  'puts a cancelled order back on the shelf once, however often it is cancelled': async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const lamp = await aProduct(store, { stock: 10 })
    await wants(store, user, lamp, 4)
    const shop = shops(harness)
    const { order } = good(await shop(0).buy(checkout(user)))
    const outcomes = await times(10, (i) => shop(i).cancel({ userId: user.id, orderId: order.id }))
    equal(outcomes.filter((outcome) => outcome.ok).length, 1, 'the number of cancellations')
    equal((await productNow(store, lamp)).stock, 10, 'the stock')
  },

  'lets two imports that add the same new articles at once both end well, the second as an update': async (harness) => {
    const skus = [unique(), unique(), unique()]
    const rows = skus.map((sku, i) => {
      const draft = { sku, name: `lamp ${sku}`, price: ok(money(100)), stock: ok(i), description: undefined }
      return { line: i + 2, draft }
    })
    const adding = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    const bothAdd = Promise.all(adding.map(({ promise }) => promise))
    const imported = await simultaneously(harness, 2, ({ unitOfWork }, i) => {
      // Each has looked, and found none of them, before the other adds them. In a store that runs units one by one, one waits.
      const run: UnitOfWork['run'] = (work) =>
        unitOfWork.run(({ products, ...others }) => {
          const add: typeof products.add = async (added) => {
            adding[i === 0 ? 0 : 1].resolve()
            await orTimeout(bothAdd)
            await products.add(added)
          }
          return work({ ...others, products: { ...products, add } })
        })
      return importProducts({ unitOfWork: { run } })({ rows, skipBad: false })
    })
    const counts = imported.map(good).map(({ added, updated }) => [added, updated])
    equal(counts.toSorted(), [
      [0, 3],
      [3, 0],
    ])
    const kept = await harness.store.unitOfWork.run(({ products }) => products.lockBySku(skus))
    equal(
      kept.map(({ sku, stock }) => [sku, stock]),
      skus.map((sku, i) => [sku, i]),
    )
  },

  'balances the books when people buy and cancel at the same time': async (harness) => {
    const { store } = harness
    const pair = await twoProducts(store, { stock: 20 })
    const buyers = await someUsers(store, 20)
    for (const { id } of buyers) {
      await fill(store, { userId: id, lines: pair.map((product) => ({ productId: product.id, quantity: 1 })) })
    }
    const shop = shops(harness)
    const kept = await Promise.all(
      buyers.map(async (buyer, i) => {
        const { order } = good(await shop(i).buy(checkout(buyer)))
        if (i % 4 !== 0) return true
        good(await shop(i + 1).cancel({ userId: buyer.id, orderId: order.id }))
        return false
      }),
    )
    const left = 20 - kept.filter(Boolean).length
    equal([(await productNow(store, pair[0])).stock, (await productNow(store, pair[1])).stock], [left, left])
  },
}
