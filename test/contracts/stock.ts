import type { Store } from '../../src/application/ports/store.ts'
import type { Product } from '../../src/domain/catalogue/product.ts'
import type { StockCause } from '../../src/domain/catalogue/stock.ts'
import { stockChange } from '../../src/domain/catalogue/stock.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, present } from './expect.ts'
import { addOrders, aProduct, aUser, orderOf, someProducts, UNKNOWN_ID } from './given.ts'
import { simultaneously } from './simultaneous.ts'

const NOW = 1_795_000_000_000

const ledger = async (store: Store, { id }: Pick<Product, 'id'>, limit: number, before?: number) =>
  present(await store.readers.stock.page(id, limit, before))

export const stockReaderContract: Contract<StoreHarness> = {
  'keeps each change of stock with all that is said of it, newest first': async ({ store }) => {
    const [lamp, user] = [await aProduct(store, { stock: 10 }), await aUser(store)]
    const order = orderOf(user, [lamp])
    await addOrders(store, order)
    const none = { orderId: undefined, userId: undefined, note: undefined }
    const causes: readonly StockCause[] = [
      { ...none, reason: 'sale', at: NOW, orderId: order.id },
      { ...none, reason: 'cancellation', at: NOW + 1, orderId: order.id },
      { ...none, reason: 'correction', at: NOW + 2, userId: user.id, note: 'found 😀 behind the shelf' },
    ]
    for (const [i, stock] of [7, 10, 9].entries()) {
      await store.unitOfWork.run(async ({ products }) => {
        const [locked] = await products.lock([lamp.id])
        await products.changeStock([stockChange(present(locked), stock, present(causes[i]))])
      })
    }
    const page = await ledger(store, lamp, 10)
    const changes = page.map(({ id, ...change }) => change)
    const opening = { ...none, productId: lamp.id, change: 10, stockAfter: 10, reason: 'import', at: 1 }
    const rest = [-3, 3, -1].map((change, i) => {
      return { ...causes[i], productId: lamp.id, change, stockAfter: [7, 10, 9][i] }
    })
    equal(sorted(changes), sorted([opening, ...rest].toReversed()))
    equal((await ledger(store, lamp, 2)).length, 2)
    const ids = page.map(({ id }) => id)
    equal(
      (await ledger(store, lamp, 10, ids[1])).map(({ id }) => id),
      ids.slice(2),
    )
    equal(await store.readers.stock.page(UNKNOWN_ID, 10, undefined), undefined)
    equal(await store.readers.stock.page((await aProduct(store, { stock: 0 })).id, 10, undefined), [])
  },

  'adds up to the stock, also when it is changed simultaneously': async (harness) => {
    const { store } = harness
    const shelf = await someProducts(store, [{ stock: 100 }, { stock: 100 }, { stock: 1 }])
    await simultaneously(harness, 30, (through, i) =>
      through.unitOfWork.run(async ({ products }) => {
        const locked = await products.lock(shelf.map(({ id }) => id))
        const cause = { reason: 'received', at: NOW + i } as const
        await products.changeStock(locked.map((product, n) => stockChange(product, product.stock + n + 1, cause)))
      }),
    )
    const now = await store.unitOfWork.run(({ products }) => products.byIds(shelf.map(({ id }) => id)))
    for (const { id, stock } of now) {
      const page = await ledger(store, { id }, 100)
      equal(page.length, 31)
      equal(
        page.reduce((sum, { change }) => sum + change, 0),
        stock,
      )
      const afters = page.toReversed().map(({ stockAfter }) => stockAfter)
      assert(
        afters.every((after, i) => i === 0 || after > (afters[i - 1] ?? 0)),
        `each follows the one before: ${afters}`,
      )
    }
  },

  'keeps several changes of a product in one call, and the last stock': async ({ store }) => {
    const lamp = await aProduct(store, { stock: 5 })
    await store.unitOfWork.run(async ({ products }) => {
      await products.lock([lamp.id])
      const cause = { reason: 'sale', at: NOW } as const
      await products.changeStock([stockChange(lamp, 3, cause), stockChange({ ...lamp, stock: 3 }, 2, cause)])
    })
    const page = await ledger(store, lamp, 2)
    equal(
      page.map(({ change, stockAfter }) => [change, stockAfter]),
      [
        [-1, 2],
        [-2, 3],
      ],
    )
    const [now] = await store.unitOfWork.run(({ products }) => products.byIds([lamp.id]))
    equal(now?.stock, 2)
  },
}

const sorted = (changes: readonly object[]) =>
  changes.map((change) => Object.fromEntries(Object.entries(change).toSorted(([a], [b]) => (a < b ? -1 : 1))))
