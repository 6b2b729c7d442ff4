import { err, ok } from '../../src/domain/result.ts'
import { aChangeEverywhere, changed, untouched } from './a-change-everywhere.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, holds, present, rejected } from './expect.ts'
import { aProduct, aUser, keep, newProduct, newUser, orderOf } from './given.ts'

export const unitOfWorkContract: Contract<StoreHarness> = {
  'keeps everything when the work answers a value, and passes the value on': async ({ store }) => {
    const { change, looks } = await aChangeEverywhere(store)
    const answer = await store.unitOfWork.run(async (repositories) => {
      await change(repositories)
      return ok('done')
    })
    equal(answer, ok('done'))
    equal(await looks(), changed)
  },

  'keeps nothing when the work throws, and throws the same': async ({ store }) => {
    const { change, looks } = await aChangeEverywhere(store)
    const reason = new Error('the lights went out')
    const thrown = await rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        throw reason
      }),
    )
    holds(thrown === reason, 'what was thrown inside comes out')
    equal(await looks(), untouched)
  },

  'keeps nothing when the work answers a refusal, and passes the refusal on': async ({ store }) => {
    const { change, looks } = await aChangeEverywhere(store)
    const refusal = err({ type: 'out_of_stock' })
    const answer = await store.unitOfWork.run(async (repositories) => {
      await change(repositories)
      return refusal
    })
    equal(answer, refusal)
    equal(await looks(), untouched)
  },

  'keeps nothing when a call failed, though the work swallowed the reason': async ({ store }) => {
    const { change, looks } = await aChangeEverywhere(store)
    const listed = newProduct()
    const thrown = await rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        const swallowed = await rejected(repositories.products.add([listed, listed]))
        holds((await rejected(repositories.products.byIds([1]))) === swallowed, 'the unit has ended with that reason')
        return 'all is well'
      }),
    )
    holds(thrown instanceof Error, 'the reason comes out')
    equal(await looks(), untouched)
  },

  'lets go of what a failed unit held': async ({ store, twin }) => {
    const { change, looks } = await aChangeEverywhere(store)
    await rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        throw new Error('the lights went out')
      }),
    )
    await twin.unitOfWork.run(change)
    equal(await looks(), changed)
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
      return { stock: saved?.stock, email: (await users.lockByEmail(stranger.email))?.email }
    })
    equal(seen, { stock: 4, email: stranger.email })
  },

  'refuses every use of its repositories after its end, whatever the end was': async ({ store }) => {
    const user = await aUser(store)
    const { id, email } = user
    const product = await aProduct(store)
    const order = orderOf(user, [product])
    await keep(store, order)
    const { value: committed } = await store.unitOfWork.run(async (repositories) => ok(repositories))
    const { error: refused } = await store.unitOfWork.run(async (repositories) => err(repositories))
    for (const { users, products, carts, orders } of [committed, refused]) {
      await rejected(users.lockByEmail(email), 'users.lockByEmail')
      await rejected(users.add(newUser()), 'users.add')
      await rejected(users.save(user), 'users.save')
      await rejected(users.replaceHash(id, user.passwordHash, 'new'), 'users.replaceHash')
      await rejected(products.byIds([1]), 'products.byIds')
      await rejected(products.lock([product.id]), 'products.lock')
      await rejected(products.lockBySku([product.sku ?? '']), 'products.lockBySku')
      await rejected(products.save([product]), 'products.save')
      await rejected(products.saveStock([product]), 'products.saveStock')
      await rejected(products.add([newProduct()]), 'products.add')
      await rejected(carts.lock([id]), 'carts.lock')
      await rejected(carts.saveLines([{ userId: id, productId: product.id, quantity: 1 }]), 'carts.saveLines')
      await rejected(carts.removeLine(id, product.id), 'carts.removeLine')
      await rejected(carts.clear([id]), 'carts.clear')
      await rejected(orders.byIdempotencyKeys([order]), 'orders.byIdempotencyKeys')
      await rejected(orders.lock(id, order.id), 'orders.lock')
      await rejected(orders.save(order), 'orders.save')
      await rejected(orders.add([orderOf(user, [product])]), 'orders.add')
    }
  },
}
