import { type CartLine, MAX_LINES, MAX_QUANTITY } from '../../src/domain/cart.ts'
import type { Product } from '../../src/domain/product.ts'
import type { UserId } from '../../src/domain/user.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal } from './expect.ts'
import { aProduct, aUser, fill, NOBODY, someProducts, someUsers } from './given.ts'

const linesFor = (products: readonly Product[], quantity: number): readonly CartLine[] =>
  products.map(({ id }) => ({ productId: id, quantity }))

const lock = ({ store }: StoreHarness, ...userIds: readonly UserId[]) =>
  store.unitOfWork.run(({ carts }) => carts.lock(userIds))

export const cartsContract: Contract<StoreHarness> = {
  'gives a user without lines an empty cart': async (harness) => {
    const { id } = await aUser(harness.store)
    equal(await lock(harness, id), [{ userId: id, lines: [] }])
  },

  'leaves out users who do not exist, and gives each cart once': async (harness) => {
    const { id } = await aUser(harness.store)
    equal(await lock(harness, NOBODY, id, id), [{ userId: id, lines: [] }])
    equal(await lock(harness, NOBODY), [])
    equal(await lock(harness), [])
  },

  'adds, changes and removes lines as the cart says': async (harness) => {
    const { store } = harness
    const { id } = await aUser(store)
    const [a, b, c] = [await aProduct(store), await aProduct(store), await aProduct(store)]
    const states = [
      linesFor([b], 1),
      linesFor([a, b, c], 1),
      [...linesFor([a], 1), ...linesFor([b], MAX_QUANTITY), ...linesFor([c], 1)],
      linesFor([a, c], 1),
      linesFor([b], 7),
      [],
    ]
    for (const lines of states) {
      await fill(store, { userId: id, lines })
      equal(await lock(harness, id), [{ userId: id, lines }])
    }
  },

  'keeps lines in product order, however they came': async (harness) => {
    const { store } = harness
    const { id } = await aUser(store)
    const lines = linesFor(await someProducts(store, Array(12).fill({})), 1)
    for (let count = 1; count <= lines.length; count++) {
      await fill(store, { userId: id, lines: lines.slice(-count) })
    }
    equal(await lock(harness, id), [{ userId: id, lines }])
  },

  'saves the same cart again without harm': async (harness) => {
    const { store } = harness
    const { id } = await aUser(store)
    const lines = linesFor(await someProducts(store, [{}, {}]), 3)
    await fill(store, { userId: id, lines })
    await fill(store, { userId: id, lines })
    equal(await lock(harness, id), [{ userId: id, lines }])
  },

  'sees within a unit what that unit saved': async ({ store }) => {
    const { id } = await aUser(store)
    const cart = { userId: id, lines: linesFor([await aProduct(store)], 2) }
    await store.unitOfWork.run(async ({ carts }) => {
      await carts.lock([id])
      await carts.save([cart])
      equal(await carts.lock([id]), [cart])
      await carts.clear([id])
      equal(await carts.lock([id]), [{ userId: id, lines: [] }])
    })
  },

  'empties the carts it is told to, and no other': async (harness) => {
    const { store } = harness
    const [one, two, bystander] = [await aUser(store), await aUser(store), await aUser(store)]
    const lines = linesFor(await someProducts(store, [{}, {}]), 1)
    for (const { id } of [one, two, bystander]) await fill(store, { userId: id, lines })
    await store.unitOfWork.run(async ({ carts }) => {
      await carts.lock([one.id, two.id])
      await carts.clear([one.id, two.id])
      await carts.clear([])
    })
    const expected = [
      { userId: one.id, lines: [] },
      { userId: two.id, lines: [] },
      { userId: bystander.id, lines },
    ]
    equal(await lock(harness, one.id, two.id, bystander.id), expected)
  },

  'holds a wholesale order of a thousand lines': async (harness) => {
    const { store } = harness
    const { id } = await aUser(store)
    const lines = linesFor(await someProducts(store, Array(MAX_LINES).fill({})), MAX_QUANTITY)
    await fill(store, { userId: id, lines })
    equal(await lock(harness, id), [{ userId: id, lines }])
    const fewer = lines.map((line) => ({ ...line, quantity: 1 })).filter((_, i) => i % 2 === 0)
    await fill(store, { userId: id, lines: fewer })
    equal(await lock(harness, id), [{ userId: id, lines: fewer }])
  },

  'holds the carts of sixty-four users at once': async (harness) => {
    const { store } = harness
    const users = await someUsers(store, 64)
    const products = await someProducts(store, Array(4).fill({}))
    const carts = users.map(({ id }, i) => ({ userId: id, lines: linesFor(products.slice(i % 4), i + 1) }))
    await store.unitOfWork.run(async (repositories) => {
      await repositories.carts.lock(users.map(({ id }) => id).reverse())
      await repositories.carts.save(carts)
    })
    const kept = await lock(harness, ...users.map(({ id }) => id))
    equal(
      [...kept].sort((a, b) => a.userId - b.userId),
      carts,
    )
  },
}
