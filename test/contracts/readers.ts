import type { Contract, StoreHarness } from './contract.ts'
import { equal, good } from './expect.ts'
import { aProduct, aUser, fill, ids, keep, NOBODY, newUser, orderOf, someProducts } from './given.ts'

export const userReaderContract: Contract<StoreHarness> = {
  'shows a user by email and by id, whatever the role': async ({ store }) => {
    const customer = await aUser(store)
    const admin = good(await store.unitOfWork.run(({ users }) => users.add({ ...newUser(), role: 'admin' })))
    for (const user of [customer, admin]) {
      equal(await store.readers.users.byEmail(user.email), user)
      equal(await store.readers.users.byId(user.id), user)
    }
  },

  'shows nobody under an id or an email that nobody has': async ({ store }) => {
    const { email } = await aUser(store)
    for (const id of [0, -1, NOBODY, Number.MAX_SAFE_INTEGER]) equal(await store.readers.users.byId(id), undefined)
    equal(await store.readers.users.byEmail(`x${email}`), undefined)
  },

  'shows a user as the last change left it': async ({ store, twin }) => {
    const user = await aUser(store)
    await store.unitOfWork.run(({ users }) => users.replaceHash(user.id, user.passwordHash, 'new'))
    equal(await twin.readers.users.byId(user.id), { ...user, passwordHash: 'new' })
  },
}

export const cartReaderContract: Contract<StoreHarness> = {
  'shows a cart with its products, archived ones too': async ({ store }) => {
    const user = await aUser(store)
    const products = await someProducts(store, [{ stock: 0 }, { archived: true }, {}])
    const lines = products.map(({ id }, i) => ({ productId: id, quantity: i + 1 }))
    await fill(store, { userId: user.id, lines })
    const shown = await store.readers.carts.byUser(user.id)
    equal(shown?.cart, { userId: user.id, lines })
    equal(
      [...(shown?.products ?? [])].sort((a, b) => a.id - b.id),
      products,
    )
  },

  'shows an empty cart, and none for a user who does not exist': async ({ store }) => {
    const user = await aUser(store)
    equal(await store.readers.carts.byUser(user.id), { cart: { userId: user.id, lines: [] }, products: [] })
    equal(await store.readers.carts.byUser(NOBODY), undefined)
  },
}

export const orderReaderContract: Contract<StoreHarness> = {
  'shows orders newest first, in pages, to their buyer only': async ({ store }) => {
    const [buyer, other] = [await aUser(store), await aUser(store)]
    const lamp = await aProduct(store)
    const placed = Array.from({ length: 5 }, () => orderOf(buyer, [lamp]))
    await keep(store, orderOf(other, [lamp]), ...placed.slice(2), ...placed.slice(0, 2))
    const newestFirst = placed.toReversed()
    equal(await store.readers.orders.page(buyer.id, 100, undefined), newestFirst)
    equal(await store.readers.orders.page(buyer.id, 2, undefined), newestFirst.slice(0, 2))
    equal(await store.readers.orders.page(buyer.id, 2, newestFirst[1]?.id), newestFirst.slice(2, 4))
    equal(await store.readers.orders.page(buyer.id, 2, newestFirst[4]?.id), [])
  },

  'goes by time when a page begins at an order of someone else': async ({ store }) => {
    const [buyer, other] = [await aUser(store), await aUser(store)]
    const lamp = await aProduct(store)
    const [early, between, late] = [orderOf(buyer, [lamp]), orderOf(other, [lamp]), orderOf(buyer, [lamp])]
    await keep(store, early, between, late)
    equal(await store.readers.orders.page(buyer.id, 10, between.id), [early])
  },

  'shows every line of every order of a page, in product order': async ({ store }) => {
    const buyer = await aUser(store)
    const shelf = await someProducts(store, Array(12).fill({}))
    const placed = [orderOf(buyer, shelf), orderOf(buyer, shelf.slice(5)), orderOf(buyer, shelf.slice(0, 1))]
    await keep(store, ...placed)
    equal(await store.readers.orders.page(buyer.id, 10, undefined), placed.toReversed())
  },

  'shows no orders to a user who has none, or does not exist': async ({ store }) => {
    const user = await aUser(store)
    equal(await store.readers.orders.page(user.id, 10, undefined), [])
    equal(await store.readers.orders.page(NOBODY, 10, undefined), [])
  },

  "shows an order to its buyer; another's looks like a missing one": async ({ store }) => {
    const [buyer, other] = [await aUser(store), await aUser(store)]
    const order = orderOf(buyer, [await aProduct(store)])
    await keep(store, order)
    equal(await store.readers.orders.byId(buyer.id, order.id), order)
    equal(await store.readers.orders.byId(other.id, order.id), undefined)
    for (const none of [ids.next(), order.id.toUpperCase(), 'no id', '', '%']) {
      equal(await store.readers.orders.byId(buyer.id, none), undefined, `the order ${none}`)
    }
  },
}

/** What holds of all of them together. */
export const readersContract: Contract<StoreHarness> = {
  'sees through one server process what another has committed': async ({ store, twin }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    equal(await twin.readers.catalogue.product(lamp.id), lamp)
    equal(await twin.readers.users.byEmail(user.email), user)
    equal((await twin.readers.carts.byUser(user.id))?.cart, { userId: user.id, lines: [] })
    const order = orderOf(user, [lamp])
    await keep(twin, order)
    equal(await store.readers.orders.page(user.id, 1, undefined), [order])
  },
}
