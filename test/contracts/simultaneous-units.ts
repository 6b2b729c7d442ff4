import type { Repositories } from '../../src/application/ports/store.ts'
import { promote } from '../../src/domain/accounts/user.ts'
import { aChange, untouched } from './a-change.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, rejected } from './expect.ts'
import { addOrders, aProduct, aUser, orderOf, productsNow, setStock, twoProducts } from './given.ts'
import { rendezvous, simultaneously } from './simultaneous.ts'

export const simultaneousUnitsContract: Contract<StoreHarness> = {
  'shows no reader what it has not committed': async ({ store, twin }) => {
    const { change, visible } = await aChange(store)
    const done = Promise.withResolvers<void>()
    const seen = Promise.withResolvers<void>()
    const unit = rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        done.resolve()
        await seen.promise
        throw new Error('the step failed')
      }),
    )
    await Promise.race([done.promise, unit])
    const seenByReaders = await Promise.all([visible(store), visible(twin)]).finally(seen.resolve)
    equal(seenByReaders, [untouched, untouched])
    equal(String(await unit), 'Error: the step failed')
  },

  'serialises simultaneous units that lock the same row': async (harness) => {
    const user = await aUser(harness.store)
    const lamp = await aProduct(harness.store, { stock: 1 })
    const order = orderOf(user, [lamp])
    await addOrders(harness.store, order)
    const changes: readonly ((repositories: Repositories) => Promise<boolean>)[] = [
      async ({ orders }) => {
        const locked = present(await orders.lock(order.id))
        await orders.save({ ...locked, status: 'cancelled' })
        return locked.status === 'placed'
      },
      async ({ users }) => {
        const locked = present(await users.lockByEmail(user.email))
        await users.save(promote(locked))
        return locked.role === 'customer'
      },
      async ({ products }) => {
        const [locked] = await products.lockBySku([lamp.sku ?? ''])
        await setStock(products, [{ id: lamp.id, stock: 0 }])
        return locked?.stock === 1
      },
    ]
    for (const [i, change] of changes.entries()) {
      const first = await simultaneously(harness, 20, (through) => through.unitOfWork.run(change))
      equal(first.filter(Boolean).length, 1, `the number of units that found row ${i} unchanged`)
    }
  },

  'runs the work of a deadlocked unit again': async (harness) => {
    const [one, other] = await twoProducts(harness.store, { stock: 0 })
    const arrive = rendezvous(harness)
    let runs = 0
    await simultaneously(harness, 2, (through, i) => {
      // What the port forbids: each unit locks first what the other locks second.
      const [first, second] = i === 0 ? [one, other] : [other, one]
      return through.unitOfWork.run(async ({ products }) => {
        runs++
        const locked = await products.lock([first.id])
        await arrive(i)
        const both = [...locked, ...(await products.lock([second.id]))]
        await setStock(
          products,
          both.map(({ id, stock }) => ({ id, stock: stock + 1 })),
        )
      })
    })
    const changed = [one, other].map((product) => ({ ...product, stock: 2 }))
    equal(await productsNow(harness.store, one, other), changed)
    equal(runs, harness.parallel ? 3 : 2, 'the number of runs')
  },
}
