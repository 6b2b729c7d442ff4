import type { UserId } from '../../src/domain/accounts/user.ts'
import type { Product } from '../../src/domain/catalogue/product.ts'
import { type CartLine, MAX_LINES, MAX_QUANTITY } from '../../src/domain/sales/cart.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal } from './expect.ts'
import { aProduct, aUser, fill, NOBODY, someProducts, someUsers, twoProducts } from './given.ts'

const linesFor = (products: readonly Product[], quantity: number): readonly CartLine[] =>
  products.map(({ id }) => ({ productId: id, quantity }))

const lock = ({ store }: StoreHarness, ...userIds: readonly UserId[]) =>
  store.unitOfWork.run(({ carts }) => carts.lock(userIds))

const saveLines = ({ store }: StoreHarness, userId: UserId, lines: readonly CartLine[]) =>
  store.unitOfWork.run(async ({ carts }) => {
    await carts.lock([userId])
    await carts.saveLines(lines.map((line) => ({ userId, ...line })))
  })

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

  'adds lines, or replaces those of the same products, and leaves all others': async (harness) => {
    const { store } = harness
    const [user, bystander] = [await aUser(store), await aUser(store)]
    const [a, b, c] = [await aProduct(store), await aProduct(store), await aProduct(store)]
    await fill(store, { userId: bystander.id, lines: linesFor([a, b], 3) })
    const steps = [
      [linesFor([b], 1), linesFor([b], 1)],
      [linesFor([a, c], 1), linesFor([a, b, c], 1)],
      [linesFor([b], MAX_QUANTITY), [...linesFor([a], 1), ...linesFor([b], MAX_QUANTITY), ...linesFor([c], 1)]],
      [[], [...linesFor([a], 1), ...linesFor([b], MAX_QUANTITY), ...linesFor([c], 1)]],
      [linesFor([c, a, b], 7), linesFor([a, b, c], 7)],
    ] as const
    for (const [saved, lines] of steps) {
      await saveLines(harness, user.id, saved)
      equal(await lock(harness, user.id), [{ userId: user.id, lines }])
    }
    equal(await lock(harness, bystander.id), [{ userId: bystander.id, lines: linesFor([a, b], 3) }])
  },

  'keeps the last word on a line that is given several times at once': async (harness) => {
    const { store } = harness
    const { id } = await aUser(store)
    const [a, b] = await twoProducts(store)
    await saveLines(
      harness,
      id,
      [2, 3, 4, 5, 6].flatMap((quantity) => linesFor([b, a], quantity)),
    )
    equal(await lock(harness, id), [{ userId: id, lines: linesFor([a, b], 6) }])
  },

  'removes one line, and no other': async (harness) => {
    const { store } = harness
    const [user, bystander] = [await aUser(store), await aUser(store)]
    const [a, b] = await twoProducts(store)
    for (const { id } of [user, bystander]) await fill(store, { userId: id, lines: linesFor([a, b], 2) })
    const remove = (productId: number) =>
      store.unitOfWork.run(async ({ carts }) => {
        await carts.lock([user.id])
        await carts.removeLine(user.id, productId)
      })
    for (const _ of ['there', 'removed already']) {
      await remove(b.id)
      equal(await lock(harness, user.id), [{ userId: user.id, lines: linesFor([a], 2) }])
    }
    await remove(a.id)
    equal(await lock(harness, user.id, bystander.id), [
      { userId: user.id, lines: [] },
      { userId: bystander.id, lines: linesFor([a, b], 2) },
    ])
  },

  'keeps lines in product order, however they came': async (harness) => {
    const { store } = harness
    const { id } = await aUser(store)
    const lines = linesFor(await someProducts(store, Array(12).fill({})), 1)
    for (const line of lines.toReversed()) await saveLines(harness, id, [line])
    equal(await lock(harness, id), [{ userId: id, lines }])
  },

  'saves the same lines again without harm': async (harness) => {
    const { store } = harness
    const { id } = await aUser(store)
    const lines = linesFor(await someProducts(store, [{}, {}]), 3)
    await saveLines(harness, id, lines)
    await saveLines(harness, id, lines)
    equal(await lock(harness, id), [{ userId: id, lines }])
  },

  'sees within a unit what that unit saved': async ({ store }) => {
    const { id } = await aUser(store)
    const cart = { userId: id, lines: linesFor([await aProduct(store)], 2) }
    await store.unitOfWork.run(async ({ carts }) => {
      await carts.lock([id])
      await carts.saveLines(cart.lines.map((line) => ({ userId: id, ...line })))
      equal(await carts.lock([id]), [cart])
      for (const { productId } of cart.lines) await carts.removeLine(id, productId)
      equal(await carts.lock([id]), [{ userId: id, lines: [] }])
      await carts.saveLines(cart.lines.map((line) => ({ userId: id, ...line })))
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
    await saveLines(harness, id, lines)
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
      await repositories.carts.saveLines(
        carts.flatMap(({ userId, lines }) => lines.map((line) => ({ userId, ...line }))),
      )
    })
    const kept = await lock(harness, ...users.map(({ id }) => id))
    equal(
      [...kept].sort((a, b) => a.userId - b.userId),
      carts,
    )
  },
}
