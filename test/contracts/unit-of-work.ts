import { stockChange } from '../../src/domain/catalogue/stock.ts'
import { err, ok } from '../../src/domain/result.ts'
import { aChange, changed, untouched } from './a-change.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, rejected } from './expect.ts'
import { addOrders, anAuditEntry, aProduct, aUser, newProduct, newUser, orderOf } from './given.ts'
import { sessionOf } from './sessions.ts'

export const unitOfWorkContract: Contract<StoreHarness> = {
  'commits for all server processes when the work returns a value, and returns it': async ({ store, twin }) => {
    const { change, visible } = await aChange(store)
    const answer = await store.unitOfWork.run(async (repositories) => {
      await change(repositories)
      return ok('done')
    })
    equal(answer, ok('done'))
    equal([await visible(store), await visible(twin)], [changed, changed])
  },

  'rolls back when the work throws or returns a refusal, and answers the same': async ({ store, twin }) => {
    const refusal = err({ type: 'out_of_stock' })
    const reason = new Error('the step failed')
    for (const [end, expected] of [
      [() => Promise.resolve(refusal), { status: 'fulfilled', value: refusal }],
      [() => Promise.reject(reason), { status: 'rejected', reason }],
    ] as const) {
      const { change, visible } = await aChange(store)
      const unit = store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        return end()
      })
      equal(await Promise.allSettled([unit]), [expected])
      equal(await visible(), untouched)
      // Its locks are released.
      await twin.unitOfWork.run(change)
      equal(await visible(), changed)
    }
  },

  'rolls back when a call failed, even if the work caught the error': async ({ store }) => {
    const { change, visible } = await aChange(store)
    const listed = newProduct()
    await rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        const caught = await rejected(repositories.products.add([listed, listed]))
        assert((await rejected(repositories.products.byIds([1]))) === caught, 'the unit has ended for that reason')
        return 'all is well'
      }),
    )
    equal(await visible(), untouched)
  },

  'refuses every call after its end, committed or rolled back': async ({ store }) => {
    const user = await aUser(store)
    const { id, email } = user
    const session = sessionOf(user)
    const product = await aProduct(store)
    const order = orderOf(user, [product])
    await addOrders(store, order)
    const { value: committed } = await store.unitOfWork.run(async (repositories) => ok(repositories))
    const { error: refused } = await store.unitOfWork.run(async (repositories) => err(repositories))
    for (const { users, sessions, products, carts, orders, audit } of [committed, refused]) {
      const outcomes = await Promise.allSettled([
        users.lockByEmail(email),
        users.add(newUser()),
        users.save(user),
        users.lock(id),
        users.rename(id, newUser()),
        users.setPassword(user, user.passwordHash),
        sessions.open(session, user),
        sessions.byToken(session.tokenHash),
        sessions.rotate(session, { hash: session.tokenHash, nonce: '', usedAt: 0 }),
        sessions.end(id, 0),
        sessions.deleteExpired(id, 0),
        products.byIds([product.id]),
        products.lock([product.id]),
        products.lockBySku([product.sku ?? '']),
        products.idBySku(product.sku ?? ''),
        products.create(newProduct()),
        products.save([product]),
        products.changeStock([stockChange(product, 3, { reason: 'correction', at: 1 })]),
        products.add([newProduct()]),
        carts.lock([id]),
        carts.saveLines([{ userId: id, productId: product.id, quantity: 1, priceAdded: undefined }]),
        carts.removeLine(id, product.id),
        carts.clear([id]),
        orders.byIdempotencyKeys([order]),
        orders.lock(order.id),
        orders.save(order),
        orders.forget(id),
        users.lockAdministrators(),
        audit.add(anAuditEntry(id)),
        orders.add([orderOf(user, [product])]),
      ])
      for (const [i, outcome] of outcomes.entries()) {
        const reason = outcome.status === 'rejected' && String(outcome.reason)
        equal(reason, 'Error: the unit of work has ended', `the reason of call ${i}`)
      }
    }
  },
}
