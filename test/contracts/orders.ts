import { MAX_PRICE } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { type Order, type OrderStatus, place } from '../../src/domain/sales/order.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, rejected } from './expect.ts'
import { aProduct, aUser, ids, keep, orderOf, someProducts, unique } from './given.ts'

const lock = ({ store }: StoreHarness, userId: number, id: string) =>
  store.unitOfWork.run(({ orders }) => orders.lock(userId, id))

export const ordersContract: Contract<StoreHarness> = {
  'keeps new orders, many at once, exactly': async (harness) => {
    const { store } = harness
    const [one, two] = [await aUser(store), await aUser(store)]
    const shelf = await someProducts(store, Array(12).fill({ name: 'Übergröße 😀' }))
    const added = [orderOf(one, shelf), orderOf(two, shelf.slice(3)), orderOf(one, shelf.slice(0, 1))]
    await keep(store, ...added)
    for (const order of added) equal(await lock(harness, order.userId, order.id), order)
    await keep(store)
  },

  'keeps the dearest order there can be to the cent, and its time to the millisecond': async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const shelf = await someProducts(store, Array(1_000).fill({ price: MAX_PRICE }))
    const order = place({
      ...orderOf(user, []),
      lines: shelf.map(({ id, name, price }) => ({ productId: id, name, unitPrice: price, quantity: 9_999 })),
      placedAt: Date.UTC(2026, 1, 28, 23, 59, 59, 999),
    })
    await keep(store, order)
    equal(order.total, money(999_900_000_000_000))
    equal(await store.readers.orders.byId(user.id, order.id), order)
  },

  'keeps names and prices as they were bought when the product changes': async ({ store }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const order = orderOf(user, [lamp])
    await keep(store, order)
    await store.unitOfWork.run(async ({ products }) => {
      await products.lock([lamp.id])
      await products.save([{ ...lamp, name: 'Bulb', price: money(1), archived: true }])
    })
    equal(await store.readers.orders.byId(user.id, order.id), order)
  },

  'finds orders under their keys, a user at a time': async ({ store }) => {
    const [one, two] = [await aUser(store), await aUser(store)]
    const lamp = await aProduct(store)
    const key = `Key ${unique()} é`
    const [first, second] = [orderOf(one, [lamp], key), orderOf(two, [lamp], key)]
    await keep(store, first, second)
    await store.unitOfWork.run(async ({ orders }) => {
      const other = { userId: one.id, idempotencyKey: key.toLowerCase() }
      const unaccented = { userId: one.id, idempotencyKey: key.replace('é', 'e') }
      equal(await orders.byIdempotencyKeys([other, unaccented]), [], 'what is under other keys')
      equal(await orders.byIdempotencyKeys([first]), [first])
      const both = await orders.byIdempotencyKeys([second, other, first])
      equal(
        [...both].sort((a, b) => a.userId - b.userId),
        [first, second],
      )
      equal(await orders.byIdempotencyKeys([]), [])
    })
  },

  'refuses a key that the user has used, and keeps nothing of that unit': async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const first = orderOf(user, [lamp])
    await keep(store, first)
    const [other, again] = [orderOf(user, [lamp]), orderOf(user, [lamp], first.idempotencyKey)]
    await rejected(keep(store, other, again))
    equal(await lock(harness, user.id, other.id), undefined)
    equal(await lock(harness, user.id, first.id), first)
  },

  'refuses an id that is there, and keeps nothing of that unit': async (harness) => {
    const { store } = harness
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const first = orderOf(user, [lamp])
    await keep(store, first)
    const other = orderOf(user, [lamp])
    await rejected(keep(store, other, { ...orderOf(user, [lamp]), id: first.id }))
    equal(await lock(harness, user.id, other.id), undefined)
    equal(await lock(harness, user.id, first.id), first)
  },

  'holds an order for its own buyer only': async (harness) => {
    const { store } = harness
    const [owner, other] = [await aUser(store), await aUser(store)]
    const order = orderOf(owner, [await aProduct(store)])
    await keep(store, order)
    equal(await lock(harness, owner.id, order.id), order)
    equal(await lock(harness, other.id, order.id), undefined)
    equal(await lock(harness, owner.id, ids.next()), undefined)
  },

  'saves the status of an order and nothing else': async ({ store }) => {
    const user = await aUser(store)
    const [order, bystander] = [orderOf(user, [await aProduct(store)]), orderOf(user, [await aProduct(store)])]
    await keep(store, order, bystander)
    const forged: Order = { ...order, lines: [], total: money(0), placedAt: 0, idempotencyKey: unique() }
    const statuses: readonly OrderStatus[] = ['shipped', 'delivered', 'cancelled']
    for (const status of statuses) {
      await store.unitOfWork.run(async ({ orders }) => {
        present(await orders.lock(user.id, order.id))
        await orders.save({ ...forged, status })
      })
      equal(await store.readers.orders.byId(user.id, order.id), { ...order, status })
    }
    equal(await store.readers.orders.byId(user.id, bystander.id), bystander)
  },
}
