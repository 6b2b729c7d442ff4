import { MAX_PRICE } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { type Order, type OrderStatus, place } from '../../src/domain/sales/order.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, rejected } from './expect.ts'
import { addOrders, aProduct, aUser, ids, orderOf, saveProducts, someProducts, twoUsers, unique } from './given.ts'

const locked = ({ store }: StoreHarness, userId: number, id: string) =>
  store.unitOfWork.run(({ orders }) => orders.lock(userId, id))

export const ordersContract: Contract<StoreHarness> = {
  'keeps new orders, many at once or none, exactly': async (harness) => {
    const [one, two] = await twoUsers(harness.store)
    const shelf = await someProducts(harness.store, Array(12).fill({ name: 'Übergröße 😀' }))
    const added = [orderOf(one, shelf), orderOf(two, shelf.slice(3)), orderOf(one, shelf.slice(0, 1))]
    await addOrders(harness.store, ...added)
    await addOrders(harness.store)
    for (const order of added) equal(await locked(harness, order.userId, order.id), order)
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
    equal(await store.readers.orders.byId(user.id, order.id), order)
  },

  'keeps names and prices as they were bought when the product changes': async ({ store }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const order = orderOf(user, [lamp])
    await addOrders(store, order)
    await saveProducts(store, { ...lamp, name: 'Bulb', price: money(1), archived: true })
    equal(await store.readers.orders.byId(user.id, order.id), order)
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
      equal(
        both.toSorted((a, b) => a.userId - b.userId),
        [first, second],
      )
      equal(await orders.byIdempotencyKeys([]), [])
    })
  },

  "refuses a taken id and a user's taken key, and rolls back": async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const first = orderOf(user, [lamp])
    await addOrders(store, first)
    for (const taken of [orderOf(user, [lamp], first.idempotencyKey), { ...orderOf(user, [lamp]), id: first.id }]) {
      const other = orderOf(user, [lamp])
      await rejected(addOrders(store, other, taken))
      equal(await locked(harness, user.id, other.id), undefined)
      equal(await locked(harness, user.id, first.id), first)
    }
  },

  'locks an order for its own buyer only': async (harness) => {
    const [owner, other] = await twoUsers(harness.store)
    const order = orderOf(owner, [await aProduct(harness.store)])
    await addOrders(harness.store, order)
    equal(await locked(harness, owner.id, order.id), order)
    equal(await locked(harness, other.id, order.id), undefined)
    equal(await locked(harness, owner.id, ids.next()), undefined)
  },

  'saves the status of an order and nothing else': async ({ store }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const [order, other] = [orderOf(user, [lamp]), orderOf(user, [lamp])]
    await addOrders(store, order, other)
    const forged: Order = { ...order, lines: [], total: money(0), placedAt: 0, idempotencyKey: unique() }
    const statuses: readonly OrderStatus[] = ['shipped', 'delivered', 'cancelled']
    for (const status of statuses) {
      await store.unitOfWork.run(async ({ orders }) => {
        present(await orders.lock(user.id, order.id))
        await orders.save({ ...forged, status })
      })
      equal(await store.readers.orders.page(user.id, 2, undefined), [other, { ...order, status }])
    }
  },
}
