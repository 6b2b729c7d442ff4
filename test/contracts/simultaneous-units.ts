import { aChange, untouched } from './a-change.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, rejected } from './expect.ts'
import { aProduct, productsNow, twoProducts } from './given.ts'
import { orTimeout, rendezvous, simultaneously } from './simultaneous.ts'

export const simultaneousUnitsContract: Contract<StoreHarness> = {
  'shows no reader what it has not committed': async ({ store, twin }) => {
    const { change, visible } = await aChange(store)
    const done = Promise.withResolvers<void>()
    const seen = Promise.withResolvers<void>()
    const unit = rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        done.resolve()
        await orTimeout(seen.promise)
        throw new Error('the lights went out')
      }),
    )
    await Promise.race([done.promise, unit])
    equal([await visible(store), await visible(twin)], [untouched, untouched])
    seen.resolve()
    await unit
  },

  'loses none of many simultaneous changes of one product': async (harness) => {
    const lamp = await aProduct(harness.store, { stock: 0 })
    await simultaneously(harness, 40, (through) =>
      through.unitOfWork.run(async ({ products }) => {
        const [locked] = await products.lock([lamp.id])
        await products.save([{ ...present(locked), stock: present(locked).stock + 1 }])
      }),
    )
    equal(await productsNow(harness.store, lamp), [{ ...lamp, stock: 40 }])
  },

  'runs the work of a deadlocked unit again': async (harness) => {
    const [one, other] = await twoProducts(harness.store, { stock: 0 })
    const arrive = rendezvous(harness)
    await simultaneously(harness, 2, (through, i) => {
      // What the port forbids: each unit locks first what the other locks second.
      const [first, second] = i === 0 ? [one, other] : [other, one]
      return through.unitOfWork.run(async ({ products }) => {
        const locked = await products.lock([first.id])
        await arrive(i)
        const both = [...locked, ...(await products.lock([second.id]))]
        await products.save(both.map((product) => ({ ...product, stock: product.stock + 1 })))
      })
    })
    equal(
      await productsNow(harness.store, one, other),
      [one, other].map((product) => ({ ...product, stock: 2 })),
    )
  },
}
