import type { Store } from '../../src/application/ports/store.ts'
import type { Repositories } from '../../src/application/ports/unit-of-work.ts'
import { err, ok } from '../../src/domain/result.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, holds, present, rejected } from './expect.ts'
import { aProduct, aUser, newProduct, newUser, orderOf, productNow, twoProducts, unique } from './given.ts'
import { awhile, simultaneously } from './simultaneous.ts'

/** Changes something through every repository; `looks` tells how much of it can be seen. */
const anUpheaval = async (store: Store) => {
  const user = await aUser(store)
  const product = await aProduct(store)
  const stranger = newUser()
  const order = orderOf(user, [product])
  return {
    change: async ({ users, products, carts, orders }: Repositories) => {
      const cart = present((await carts.lock([user.id]))[0])
      const [locked] = await products.lock([product.id])
      await products.save([{ ...present(locked), stock: 3 }])
      await carts.save([{ ...cart, lines: [{ productId: product.id, quantity: 2 }] }])
      await orders.add([order])
      await users.add(stranger)
    },
    looks: async () => ({
      stock: (await store.queries.product(product.id))?.stock,
      lines: (await store.queries.cart(user.id))?.cart.lines.length,
      ordered: (await store.queries.order(user.id, order.id)) !== undefined,
      registered: (await store.queries.userByEmail(stranger.email)) !== undefined,
    }),
  }
}

const before = { stock: 10, lines: 0, ordered: false, registered: false }
const after = { stock: 3, lines: 1, ordered: true, registered: true }

export const unitOfWorkContract: Contract<StoreHarness> = {
  'keeps everything when the work answers a value, and passes the value on': async ({ store }) => {
    const { change, looks } = await anUpheaval(store)
    const answer = await store.unitOfWork.run(async (repositories) => {
      await change(repositories)
      return ok('done')
    })
    equal(answer, ok('done'))
    equal(await looks(), after)
  },

  'keeps nothing when the work throws, and throws the same': async ({ store }) => {
    const { change, looks } = await anUpheaval(store)
    const reason = new Error('the lights went out')
    const thrown = await rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        throw reason
      }),
    )
    holds(thrown === reason, 'what was thrown inside comes out')
    equal(await looks(), before)
  },

  'keeps nothing when the work answers a refusal, and passes the refusal on': async ({ store }) => {
    const { change, looks } = await anUpheaval(store)
    const refusal = err({ type: 'out_of_stock' })
    const answer = await store.unitOfWork.run(async (repositories) => {
      await change(repositories)
      return refusal
    })
    equal(answer, refusal)
    equal(await looks(), before)
  },

  'lets go of what a failed unit held': async ({ store, twin }) => {
    const { change, looks } = await anUpheaval(store)
    await rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        throw new Error('the lights went out')
      }),
    )
    await twin.unitOfWork.run(change)
    equal(await looks(), after)
  },

  'lets the work see its own changes': async ({ store }) => {
    const listed = newProduct()
    const stranger = newUser()
    const seen = await store.unitOfWork.run(async ({ products, users }) => {
      await products.add([listed])
      const [added] = await products.lockBySku([listed.sku ?? ''])
      await products.save([{ ...present(added), stock: 4 }])
      await users.add(stranger)
      const [saved] = await products.byIds([present(added).id])
      return { stock: saved?.stock, email: (await users.byEmail(stranger.email))?.email }
    })
    equal(seen, { stock: 4, email: stranger.email })
  },

  'shows nobody else what it has not committed': async ({ store, twin }) => {
    const { change, looks } = await anUpheaval(store)
    const changed = Promise.withResolvers<void>()
    const looked = Promise.withResolvers<void>()
    const unit = rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        changed.resolve()
        await awhile(looked.promise)
        throw new Error('the lights went out')
      }),
    )
    await changed.promise
    equal(await looks(), before, 'what others see meanwhile')
    equal(await twin.queries.userByEmail(unique()), undefined)
    looked.resolve()
    await unit
  },

  'refuses every use of its repositories after its end, whatever the end was': async ({ store }) => {
    const { id, email } = await aUser(store)
    const { value: committed } = await store.unitOfWork.run(async (repositories) => ok(repositories))
    const { error: refused } = await store.unitOfWork.run(async (repositories) => err(repositories))
    for (const { users, products, carts, orders } of [committed, refused]) {
      await rejected(users.byEmail(email), 'users.byEmail')
      await rejected(users.add(newUser()), 'users.add')
      await rejected(products.byIds([1]), 'products.byIds')
      await rejected(products.add([newProduct()]), 'products.add')
      await rejected(carts.lock([id]), 'carts.lock')
      await rejected(carts.clear([id]), 'carts.clear')
      await rejected(orders.underKeys([]), 'orders.underKeys')
      await rejected(orders.add([]), 'orders.add')
    }
  },

  'lets exactly one of many simultaneous units have the last one': async (harness) => {
    const lamp = await aProduct(harness.store, { stock: 1 })
    const won = await simultaneously(harness, 20, (through) =>
      through.unitOfWork.run(async ({ products }) => {
        const [locked] = await products.lock([lamp.id])
        if (present(locked).stock === 0) return false
        await products.save([{ ...present(locked), stock: 0 }])
        return true
      }),
    )
    equal(won.filter(Boolean).length, 1, 'the number of winners')
  },

  'loses none of many simultaneous changes of the same thing': async (harness) => {
    const lamp = await aProduct(harness.store, { stock: 0 })
    await simultaneously(harness, 40, (through) =>
      through.unitOfWork.run(async ({ products }) => {
        const [locked] = await products.lock([lamp.id])
        await products.save([{ ...present(locked), stock: present(locked).stock + 1 }])
      }),
    )
    equal((await productNow(harness.store, lamp)).stock, 40, 'the stock')
  },

  'runs work again that waited for another in a circle': async (harness) => {
    const pair = await twoProducts(harness.store, { stock: 0 })
    const holding = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    const bothHold = Promise.all(holding.map(({ promise }) => promise))
    await simultaneously(harness, 2, (through, i) => {
      // The very thing that the port forbids, lest two units wait for each other: each takes first what the other needs.
      const [mine, other] = i === 0 ? pair : ([pair[1], pair[0]] as const)
      return through.unitOfWork.run(async ({ products }) => {
        const first = await products.lock([mine.id])
        holding[i === 0 ? 0 : 1].resolve()
        await awhile(bothHold)
        const second = await products.lock([other.id])
        await products.save([...first, ...second].map((product) => ({ ...product, stock: product.stock + 1 })))
      })
    })
    equal((await productNow(harness.store, pair[0])).stock, 2, 'the stock of the one')
    equal((await productNow(harness.store, pair[1])).stock, 2, 'the stock of the other')
  },
}
