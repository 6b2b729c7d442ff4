import { MAX_PRICE } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { listed, type Order, type OrderStatus, place } from '../../src/domain/sales/order.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, rejected } from './expect.ts'
import {
  addOrders,
  aProduct,
  aUser,
  ids,
  orderOf,
  saveProducts,
  someProducts,
  twoUsers,
  UNKNOWN_ID,
  unique,
} from './given.ts'

const inList = (...orders: readonly (Order | undefined)[]) => orders.map((order) => listed(present(order)))

export const ordersContract: Contract<StoreHarness> = {
  'stores new orders exactly, several at once or none': async ({ store }) => {
    const [one, two] = await twoUsers(store)
    const shelf = await someProducts(store, Array(12).fill({ name: 'Übergröße 😀' }))
    const added = [orderOf(one, shelf.toReversed()), orderOf(two, shelf.slice(3)), orderOf(one, shelf.slice(0, 1))]
    await store.unitOfWork.run(async ({ orders }) => {
      await orders.add(added)
      await orders.add([])
      for (const order of added) equal(await orders.lock(order.id), order)
    })
    const [first, second, third] = added
    equal(await store.readers.orders.page(one.id, 10, undefined), inList(third, first))
    equal(await store.readers.orders.page(two.id, 10, undefined), inList(second))
  },

  'keeps the largest total to the cent, and the time to the millisecond': async ({ store }) => {
    const user = await aUser(store)
    const shelf = await someProducts(store, Array(1_000).fill({ price: MAX_PRICE }))
    const order = place({
      ...orderOf(user, []),
      lines: shelf.map(({ id, name, price }) => ({ productId: id, name, unitPrice: price, quantity: 9_999 })),
      placedAt: Date.UTC(2026, 1, 28, 23, 59, 59, 999),
    })
    await addOrders(store, order)
    equal(order.total, money(999_900_000_000_000))
    equal(await store.readers.orders.byId(order.id), order)
  },

  'finds orders by idempotency key, exactly, for each user': async ({ store }) => {
    const [one, two] = await twoUsers(store)
    const lamp = await aProduct(store)
    const key = `Key ${unique()} é`
    const [first, second] = [orderOf(one, [lamp], key), orderOf(two, [lamp], key)]
    await addOrders(store, first, second)
    const lower = { userId: one.id, idempotencyKey: key.toLowerCase() }
    const unaccented = { userId: one.id, idempotencyKey: key.replace('é', 'e') }
    await store.unitOfWork.run(async ({ orders }) => {
      equal(await orders.byIdempotencyKeys([lower, unaccented]), [], 'the orders of other keys')
      equal(await orders.byIdempotencyKeys([first]), [first])
      const both = await orders.byIdempotencyKeys([second, lower, first])
      const sorted = both.toSorted((a, b) => a.userId - b.userId)
      equal(sorted, [first, second])
      equal(await orders.byIdempotencyKeys([]), [])
    })
  },

  "refuses a taken id and a user's taken key, and rolls back": async ({ store }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const first = orderOf(user, [lamp])
    await addOrders(store, first)
    for (const taken of [orderOf(user, [lamp], first.idempotencyKey), { ...orderOf(user, [lamp]), id: first.id }]) {
      const other = orderOf(user, [lamp])
      await rejected(addOrders(store, other, taken))
      equal(await store.readers.orders.page(user.id, 10, undefined), inList(first))
    }
  },

  'saves the status of an order and nothing else, and no change of its products': async ({ store }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const [order, other] = [orderOf(user, [lamp]), orderOf(user, [lamp])]
    await addOrders(store, order, other)
    await saveProducts(store, { ...lamp, name: 'Bulb', price: money(1), archived: true })
    const forged: Order = { ...order, lines: [], total: money(0), placedAt: 0, idempotencyKey: unique() }
    const statuses: readonly OrderStatus[] = ['shipped', 'delivered', 'cancelled']
    for (const status of statuses) {
      await store.unitOfWork.run(async ({ orders }) => {
        present(await orders.lock(order.id))
        await orders.save({ ...forged, status })
      })
      equal(await store.readers.orders.page(user.id, 2, undefined), inList(other, { ...order, status }))
    }
  },
}

export const orderReaderContract: Contract<StoreHarness> = {
  'shows orders newest first, in pages, to their buyer only': async ({ store }) => {
    const [buyer, other] = await twoUsers(store)
    const lamp = await aProduct(store)
    const [first, second, between, third] = [buyer, buyer, other, buyer].map((user) => orderOf(user, [lamp]))
    for (const order of [third, first, between, second]) if (order) await addOrders(store, order)
    const page = (limit: number, before?: string) => store.readers.orders.page(buyer.id, limit, before)
    equal(await page(100), inList(third, second, first))
    equal(await page(2), inList(third, second))
    equal(await page(2, second?.id), inList(first))
    equal(await page(2, first?.id), [])
    equal(await page(1, between?.id), inList(second), "the page before another user's order")
    equal(await store.readers.orders.page(UNKNOWN_ID, 10, undefined), [])
  },

  'lists the first twenty lines of an order and how many it has, and shows all': async ({ store }) => {
    const user = await aUser(store)
    const shelf = await someProducts(store, Array(21).fill({}))
    const orders = [0, 20, 21].map((lines) => orderOf(user, shelf.slice(0, lines)))
    await addOrders(store, ...orders)
    const found = (await store.readers.orders.page(user.id, 3, undefined)).toReversed()
    equal(found, inList(...orders))
    equal(
      found.map(({ lines, lineCount }) => [lines.length, lineCount]),
      [
        [0, 0],
        [20, 20],
        [20, 21],
      ],
    )
    for (const order of orders) equal(await store.readers.orders.byId(order.id), order)
  },

  'locks and shows an order by its id': async ({ store }) => {
    const buyer = await aUser(store)
    const order = orderOf(buyer, [await aProduct(store)])
    await addOrders(store, order)
    const lock: typeof store.readers.orders.byId = (id) => store.unitOfWork.run(({ orders }) => orders.lock(id))
    for (const find of [store.readers.orders.byId, lock]) {
      equal(await find(order.id), order)
      for (const none of [ids.next(), order.id.toUpperCase(), 'no id', '', '%']) {
        equal(await find(none), undefined, `the order "${none}"`)
      }
    }
  },
}
