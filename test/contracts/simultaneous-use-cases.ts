import { systemClock, systemPause } from '../../src/adapters/system/system.ts'
import { batched } from '../../src/application/batched.ts'
import { addToCarts } from '../../src/application/carts/manage-cart.ts'
import { importProducts } from '../../src/application/catalogue/import-products.ts'
import { type PurchaseResult, placeOrder, settlePurchases } from '../../src/application/orders/place-order.ts'
import type { Store, UnitOfWork } from '../../src/application/ports/store.ts'
import type { User } from '../../src/domain/accounts/user.ts'
import type { Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { err, ok } from '../../src/domain/result.ts'
import type { Purchase } from '../../src/domain/sales/placing.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, unwrap } from './expect.ts'
import { aProduct, aUser, fill, ids, linesFor, productsNow, someUsers, twoProducts, unique } from './given.ts'
import { rendezvous, simultaneously } from './simultaneous.ts'

/** The use cases over the store and its twin, as in two server processes; `i` chooses one in turn. */
const shops = ({ store, twin }: StoreHarness) => {
  const open = ({ unitOfWork }: Store) => {
    const settlePurchase = batched(settlePurchases({ unitOfWork }), { limit: 64, idempotent: true }).submit
    const buy = placeOrder({ clock: systemClock, ids }, settlePurchase)
    return {
      add: batched(addToCarts({ unitOfWork }), { limit: 64, idempotent: false }).submit,
      buy: ({ id }: User, idempotencyKey?: string) =>
        buy({ userId: id, idempotencyKey, expectedTotal: undefined, shipTo: undefined, note: undefined }),
    }
  }
  const [one, other] = [open(store), open(twin)]
  return (i: number) => (i % 2 === 0 ? one : other)
}

const times = <T>(count: number, task: (i: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => task(i)))

const outcomesOf = (results: readonly PurchaseResult[]) =>
  results.map((result) => (result.ok ? 'sold' : result.error.type)).sort()

const stocksOf = async (store: Store, ...products: readonly Product[]) =>
  (await productsNow(store, ...products)).map(({ stock }) => stock)

const buyersOf = async (store: Store, count: number, products: readonly Product[], quantity = (_: number) => 1) => {
  const buyers = await someUsers(store, count)
  for (const [i, { id }] of buyers.entries()) await fill(store, { userId: id, lines: linesFor(products, quantity(i)) })
  return buyers
}

export const simultaneousUseCasesContract: Contract<StoreHarness> = {
  'sells the last lamp once to twenty simultaneous buyers': async (harness) => {
    const lamp = await aProduct(harness.store, { stock: 1 })
    const buyers = await buyersOf(harness.store, 20, [lamp])
    const shop = shops(harness)
    const results = await Promise.all(buyers.map((buyer, i) => shop(i).buy(buyer)))
    equal(outcomesOf(results), [...Array(19).fill('out_of_stock'), 'sold'])
    equal(await stocksOf(harness.store, lamp), [0])
  },

  'sells out two products, and no more, to simultaneous buyers': async (harness) => {
    const pair = await twoProducts(harness.store, { stock: 20 })
    const buyers = await buyersOf(harness.store, 30, pair, (i) => 1 + (i % 3))
    const shop = shops(harness)
    const results = await Promise.all(buyers.map((buyer, i) => shop(i).buy(buyer)))
    const sold = results.reduce((total, result, i) => (result.ok ? total + 1 + (i % 3) : total), 0)
    equal(sold, 20, 'what was sold of each')
    equal(await stocksOf(harness.store, ...pair), [0, 0])
  },

  'counts every one of fifty simultaneous additions to a cart': async (harness) => {
    const { id } = await aUser(harness.store)
    const lamp = await aProduct(harness.store)
    const shop = shops(harness)
    const item = { userId: id, productId: lamp.id, quantity: 1 }
    for (const added of await times(50, (i) => shop(i).add(item))) unwrap(added)
    equal((await harness.store.readers.carts.byUser(id))?.cart.lines, linesFor([lamp], 50))
  },

  'makes one order of a cart, or of a key, that is checked out ten times at once': async (harness) => {
    const lamp = await aProduct(harness.store)
    const [one, other] = await buyersOf(harness.store, 2, [lamp])
    const [shop, key] = [shops(harness), unique()]
    equal(outcomesOf(await times(10, (i) => shop(i).buy(present(one)))), [...Array(9).fill('cart_empty'), 'sold'])
    const placed = (await times(10, (i) => shop(i).buy(present(other), key))).map(unwrap)
    for (const { order } of placed) equal(order, placed[0]?.order)
    equal(placed.filter(({ replayed }) => !replayed).length, 1, 'the number of orders that are no replays')
    equal(await stocksOf(harness.store, lamp), [8])
  },

  'sells no second cart under a used key, in one batch or a later one, and never checks its own second try': async ({
    store,
  }) => {
    const [lamp, mug] = await twoProducts(store)
    const [ann, bob] = await buyersOf(store, 2, [lamp, mug])
    const settle = settlePurchases(store)
    const purchaseOf = (buyer: User | undefined, total?: number): Purchase => ({
      orderId: ids.next(),
      userId: present(buyer).id,
      idempotencyKey: 'the key of both',
      expectedTotal: total === undefined ? undefined : money(total),
      placedAt: 0,
      shipTo: undefined,
      note: undefined,
    })
    const batch = [purchaseOf(ann, 2_198), purchaseOf(bob), purchaseOf(ann), purchaseOf(ann, 1)]
    const outcomes = await settle(batch)
    const placed = unwrap(present(outcomes[0])).order
    const shown = (results: readonly PurchaseResult[]) =>
      results.map((result) => (result.ok ? result.value.replayed : result.error.type))
    equal(shown(outcomes), [false, false, true, 'idempotency_key_reused'])
    equal(await settle(batch), outcomes, 'the outcomes of the same batch again')

    await fill(store, { userId: present(ann).id, lines: linesFor([lamp, mug], 1) })
    equal(shown(await settle([purchaseOf(ann)])), [true], 'whether the same cart is a replay')
    await fill(store, { userId: present(ann).id, lines: linesFor([mug], 3) })
    const [own, reused, ...others] = await settle([...batch.slice(0, 1), purchaseOf(ann), ...batch.slice(1, 2)])
    equal([own, ...others], outcomes.slice(0, 2), 'the second try of both')
    equal(reused, err({ type: 'idempotency_key_reused', orderId: placed.id }))
    equal((await store.readers.carts.byUser(present(ann).id))?.cart.lines, linesFor([mug], 3), 'the cart')
    equal(await stocksOf(store, lamp, mug), [8, 8])
  },

  'lets two simultaneous imports add the same skus, the second as an update': async (harness) => {
    const skus = [unique(), unique(), unique()]
    const rows = skus.map((sku, i) => ({
      line: i + 2,
      draft: { sku, name: `lamp ${sku}`, price: ok(money(100)), stock: ok(i), description: undefined },
    }))
    // Both have looked and found none of the skus before either adds them.
    const arrive = rendezvous(harness)
    const imported = await simultaneously(harness, 2, ({ unitOfWork }, i) => {
      const run: UnitOfWork['run'] = (work) =>
        unitOfWork.run(({ products, ...others }) => {
          const add: typeof products.add = async (added) => {
            await arrive(i)
            await products.add(added)
          }
          return work({ ...others, products: { ...products, add } })
        })
      return importProducts({ unitOfWork: { run }, pause: systemPause, clock: systemClock })({ rows, skipBad: false })
    })
    const counts = imported.map(unwrap).map(({ added, updated }) => `${added} added, ${updated} updated`)
    equal(counts.toSorted(), ['0 added, 3 updated', '3 added, 0 updated'])
    const kept = await harness.store.unitOfWork.run(({ products }) => products.lockBySku(skus))
    for (const [i, sku] of skus.entries()) equal([kept[i]?.sku, kept[i]?.stock], [sku, i])
  },
}
