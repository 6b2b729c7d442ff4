import type { Store } from '../../src/application/ports/store.ts'
import type { User, UserId } from '../../src/domain/accounts/user.ts'
import type { Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { type Cart, type CartLine, MAX_LINES, MAX_QUANTITY } from '../../src/domain/sales/cart.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal } from './expect.ts'
import { aProduct, aUser, fill, linesFor, someProducts, someUsers, twoProducts, twoUsers, UNKNOWN_ID } from './given.ts'

const locked = (store: Store, ...userIds: readonly UserId[]) => store.unitOfWork.run(({ carts }) => carts.lock(userIds))

const rowsOf = ({ userId, lines }: Cart) => lines.map((line) => ({ userId, ...line }))

/** Answers what the unit itself sees afterwards. */
const saveLines = (store: Store, userId: UserId, lines: readonly CartLine[]) =>
  store.unitOfWork.run(async ({ carts }) => {
    await carts.lock([userId])
    await carts.saveLines(rowsOf({ userId, lines }))
    return carts.lock([userId])
  })

export const cartsContract: Contract<StoreHarness> = {
  'adds lines or replaces those of the same products, in product order, and leaves all others': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const [[a, b], c] = [await twoProducts(store), await aProduct(store)]
    const others = { userId: other.id, lines: linesFor([a, b], 3) }
    await fill(store, others)
    const most = linesFor([b], MAX_QUANTITY)
    const all = [...linesFor([a], 1), ...most, ...linesFor([c], 1)]
    for (const [saved, lines] of [
      [linesFor([b], 1), linesFor([b], 1)],
      [linesFor([c, a], 1), linesFor([a, b, c], 1)],
      [most, all],
      [most, all],
      [[], all],
      // Of several lines of one product the last counts.
      [[2, 3, 7].flatMap((quantity) => linesFor([c, a, b], quantity)), linesFor([a, b, c], 7)],
    ] as const) {
      equal(await saveLines(store, user.id, saved), [{ userId: user.id, lines }])
      equal(await locked(store, user.id, other.id), [{ userId: user.id, lines }, others])
    }
  },

  'keeps the price at which a line was added when its quantity changes': async ({ store }) => {
    const [user, lamp] = [await aUser(store), await aProduct(store)]
    const [line, unpriced] = [1, undefined].map((price) => {
      return { productId: lamp.id, quantity: 1, priceAdded: price === undefined ? undefined : money(price) }
    })
    if (!line || !unpriced) throw new Error('two lines')
    await saveLines(store, user.id, [line])
    equal(await saveLines(store, user.id, [{ ...line, quantity: 3, priceAdded: money(2) }]), [
      { userId: user.id, lines: [{ ...line, quantity: 3 }] },
    ])
    // As a version before has left it.
    await fill(store, { userId: user.id, lines: [unpriced] })
    equal(await locked(store, user.id), [{ userId: user.id, lines: [unpriced] }])
  },

  'removes one line if it is there, and empties the carts that are named': async ({ store }) => {
    const [[one, two], other] = [await twoUsers(store), await aUser(store)]
    const [a, b] = await twoProducts(store)
    const inCart = ({ id }: User, ...products: Product[]) => ({ userId: id, lines: linesFor(products, 2) })
    for (const user of [one, two, other]) await fill(store, inCart(user, a, b))
    for (const _ of ['there', 'removed already']) {
      await store.unitOfWork.run(async ({ carts }) => {
        await carts.lock([one.id])
        await carts.removeLine(one.id, b.id)
        equal(await carts.lock([one.id]), [inCart(one, a)])
      })
      equal(await locked(store, one.id, two.id), [inCart(one, a), inCart(two, a, b)])
    }
    await store.unitOfWork.run(async ({ carts }) => {
      await carts.lock([one.id, two.id])
      await carts.clear([one.id, two.id])
      await carts.clear([])
      equal(await carts.lock([one.id, two.id]), [inCart(one), inCart(two)])
    })
    equal(await locked(store, one.id, two.id, other.id), [inCart(one), inCart(two), inCart(other, a, b)])
  },

  'keeps a cart of a thousand lines': async ({ store }) => {
    const { id } = await aUser(store)
    const lines = linesFor(await someProducts(store, Array(MAX_LINES).fill({})), MAX_QUANTITY)
    await saveLines(store, id, lines)
    equal(await locked(store, id), [{ userId: id, lines }])
  },

  'locks and saves the carts of sixty-four users, each once, empty ones too': async ({ store }) => {
    const userIds = (await someUsers(store, 64)).map(({ id }) => id)
    const products = await someProducts(store, Array(4).fill({}))
    const filled = userIds.map((userId, i) => ({ userId, lines: linesFor(products.slice(i % 4), i + 1) }))
    const sorted = (carts: readonly Cart[]) => carts.toSorted((a, b) => a.userId - b.userId)
    await store.unitOfWork.run(async ({ carts }) => {
      const empty = userIds.map((userId) => ({ userId, lines: [] }))
      equal(sorted(await carts.lock([UNKNOWN_ID, ...userIds.toReversed(), ...userIds])), empty)
      await carts.saveLines(filled.flatMap(rowsOf))
    })
    equal(sorted(await locked(store, ...userIds)), filled)
    equal(await locked(store), [])
  },
}

export const cartReaderContract: Contract<StoreHarness> = {
  'shows a cart with its products, archived ones too, and none of an unknown user': async ({ store }) => {
    const [one, other] = await twoUsers(store)
    const products = await someProducts(store, [{ stock: 0 }, { archived: true }, {}])
    const cart = {
      userId: one.id,
      lines: products.map(({ id, price }, i) => ({ productId: id, quantity: i + 1, priceAdded: price })),
    }
    await fill(store, cart)
    const shown = await store.readers.carts.byUser(one.id)
    const shownProducts = shown?.products.toSorted((a, b) => a.id - b.id)
    equal({ ...shown, products: shownProducts }, { cart, products })
    equal(await store.readers.carts.byUser(other.id), { cart: { userId: other.id, lines: [] }, products: [] })
    equal(await store.readers.carts.byUser(UNKNOWN_ID), undefined)
  },
}
