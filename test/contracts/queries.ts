import type { Contract, StoreHarness } from './contract.ts'
import { equal } from './expect.ts'
import { aProduct, aUser, fill, ids, keep, NOBODY, orderOf, someProducts } from './given.ts'

/** What can be asked about one user; the catalogue has a contract of its own. */
export const queriesContract: Contract<StoreHarness> = {
  'shows a cart with its products, archived ones too': async ({ store }) => {
    const user = await aUser(store)
    const products = await someProducts(store, [{ stock: 0 }, { archived: true }, {}])
    const lines = products.map(({ id }, i) => ({ productId: id, quantity: i + 1 }))
    await fill(store, { userId: user.id, lines })
    const shown = await store.queries.cart(user.id)
    equal(shown?.cart, { userId: user.id, lines })
    equal(
      [...(shown?.products ?? [])].sort((a, b) => a.id - b.id),
      products,
    )
  },

  'shows an empty cart, and none for a user who does not exist': async ({ store }) => {
    const user = await aUser(store)
    equal(await store.queries.cart(user.id), { cart: { userId: user.id, lines: [] }, products: [] })
    equal(await store.queries.cart(NOBODY), undefined)
  },

  'shows orders newest first, in pages, to their buyer only': async ({ store }) => {
    const [buyer, other] = [await aUser(store), await aUser(store)]
    const lamp = await aProduct(store)
    const placed = Array.from({ length: 5 }, () => orderOf(buyer, [lamp]))
    await keep(store, orderOf(other, [lamp]), ...placed.slice(2), ...placed.slice(0, 2))
    const newestFirst = placed.toReversed()
    equal(await store.queries.orders(buyer.id, 100, undefined), newestFirst)
    equal(await store.queries.orders(buyer.id, 2, undefined), newestFirst.slice(0, 2))
    equal(await store.queries.orders(buyer.id, 2, newestFirst[1]?.id), newestFirst.slice(2, 4))
    equal(await store.queries.orders(buyer.id, 2, newestFirst[4]?.id), [])
  },

  'goes by time when a page begins at an order of someone else': async ({ store }) => {
    const [buyer, other] = [await aUser(store), await aUser(store)]
    const lamp = await aProduct(store)
    const [early, between, late] = [orderOf(buyer, [lamp]), orderOf(other, [lamp]), orderOf(buyer, [lamp])]
    await keep(store, early, between, late)
    equal(await store.queries.orders(buyer.id, 10, between.id), [early])
  },

  'shows every line of every order of a page, in product order': async ({ store }) => {
    const buyer = await aUser(store)
    const shelf = await someProducts(store, Array(12).fill({}))
    const placed = [orderOf(buyer, shelf), orderOf(buyer, shelf.slice(5)), orderOf(buyer, shelf.slice(0, 1))]
    await keep(store, ...placed)
    equal(await store.queries.orders(buyer.id, 10, undefined), placed.toReversed())
  },

  'shows no orders to a user who has none, or does not exist': async ({ store }) => {
    const user = await aUser(store)
    equal(await store.queries.orders(user.id, 10, undefined), [])
    equal(await store.queries.orders(NOBODY, 10, undefined), [])
  },

  "shows an order to its buyer; another's looks like a missing one": async ({ store }) => {
    const [buyer, other] = [await aUser(store), await aUser(store)]
    const order = orderOf(buyer, [await aProduct(store)])
    await keep(store, order)
    equal(await store.queries.order(buyer.id, order.id), order)
    equal(await store.queries.order(other.id, order.id), undefined)
    for (const none of [ids.next(), order.id.toUpperCase(), 'no id', '', '%']) {
      equal(await store.queries.order(buyer.id, none), undefined, `the order ${none}`)
    }
  },

  'sees through one server process what another has committed': async ({ store, twin }) => {
    const user = await aUser(store)
    const lamp = await aProduct(store)
    equal(await twin.queries.product(lamp.id), lamp)
    equal(await twin.queries.userByEmail(user.email), user)
    const order = orderOf(user, [lamp])
    await keep(twin, order)
    equal(await store.queries.orders(user.id, 1, undefined), [order])
  },
}
