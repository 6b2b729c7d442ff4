import type { Contract, StoreHarness } from './contract.ts'
import { equal } from './expect.ts'
import {
  addOrders,
  aProduct,
  aUser,
  fill,
  ids,
  linesFor,
  orderOf,
  someProducts,
  twoUsers,
  UNKNOWN_ID,
} from './given.ts'

export const userReaderContract: Contract<StoreHarness> = {
  'finds a user by email, exactly, and by id': async ({ store }) => {
    const user = await aUser(store)
    const { email } = user
    equal(await store.readers.users.byEmail(email), user)
    equal(await store.readers.users.byId(user.id), user)
    for (const none of [0, -1, UNKNOWN_ID, Number.MAX_SAFE_INTEGER]) {
      equal(await store.readers.users.byId(none), undefined, `user ${none}`)
    }
    for (const none of [`${email} `, `x${email}`, email.toUpperCase(), '', '%']) {
      equal(await store.readers.users.byEmail(none), undefined, `the user of "${none}"`)
      equal(await store.unitOfWork.run(({ users }) => users.lockByEmail(none)), undefined, `the user of "${none}"`)
    }
  },
}

export const cartReaderContract: Contract<StoreHarness> = {
  'shows a cart with its products, archived ones too': async ({ store }) => {
    const { id } = await aUser(store)
    const products = await someProducts(store, [{ stock: 0 }, { archived: true }, {}])
    const cart = { userId: id, lines: products.map((product, i) => ({ productId: product.id, quantity: i + 1 })) }
    await fill(store, cart)
    const shown = await store.readers.carts.byUser(id)
    equal(shown?.cart, cart)
    equal(
      shown?.products.toSorted((a, b) => a.id - b.id),
      products,
    )
  },

  'shows an empty cart, and none for an unknown user': async ({ store }) => {
    const { id } = await aUser(store)
    equal(await store.readers.carts.byUser(id), { cart: { userId: id, lines: [] }, products: [] })
    equal(await store.readers.carts.byUser(UNKNOWN_ID), undefined)
  },
}

export const orderReaderContract: Contract<StoreHarness> = {
  'shows orders newest first, in pages, to their buyer only': async ({ store }) => {
    const [buyer, other] = await twoUsers(store)
    const lamp = await aProduct(store)
    const [first, second, between, third] = [buyer, buyer, other, buyer].map((user) => orderOf(user, [lamp]))
    for (const order of [third, first, between, second]) if (order) await addOrders(store, order)
    const page = (limit: number, before?: string) => store.readers.orders.page(buyer.id, limit, before)
    equal(await page(100), [third, second, first])
    equal(await page(2), [third, second])
    equal(await page(2, second?.id), [first])
    equal(await page(2, first?.id), [])
    equal(await page(1, between?.id), [second], "the page before another user's order")
    equal(await store.readers.orders.page(UNKNOWN_ID, 10, undefined), [])
  },

  'shows every line of every order of a page, as it was ordered': async ({ store }) => {
    const buyer = await aUser(store)
    const shelf = await someProducts(store, Array(12).fill({}))
    const placed = [orderOf(buyer, shelf.toReversed()), orderOf(buyer, shelf.slice(5)), orderOf(buyer, [])]
    await addOrders(store, ...placed)
    equal(await store.readers.orders.page(buyer.id, 10, undefined), placed.toReversed())
  },

  "shows an order to its buyer; another's looks like a missing one": async ({ store }) => {
    const [buyer, other] = await twoUsers(store)
    const order = orderOf(buyer, [await aProduct(store)])
    await addOrders(store, order)
    equal(await store.readers.orders.byId(buyer.id, order.id), order)
    equal(await store.readers.orders.byId(other.id, order.id), undefined)
    for (const none of [ids.next(), order.id.toUpperCase(), 'no id', '', '%']) {
      equal(await store.readers.orders.byId(buyer.id, none), undefined, `the order "${none}"`)
    }
  },
}

export const readersContract: Contract<StoreHarness> = {
  'see through one server process what another has committed': async ({ store, twin }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    const cart = { userId: user.id, lines: linesFor([lamp], 1) }
    await fill(store, cart)
    const order = orderOf(user, [lamp])
    await addOrders(store, order)
    await store.unitOfWork.run(({ users }) => users.replaceHash(user.id, user.passwordHash, 'new'))
    equal(await twin.readers.users.byId(user.id), { ...user, passwordHash: 'new' })
    equal(await twin.readers.catalogue.product(lamp.id), lamp)
    equal((await twin.readers.carts.byUser(user.id))?.cart, cart)
    equal(await twin.readers.orders.page(user.id, 1, undefined), [order])
  },
}
