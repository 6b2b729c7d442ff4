import { aChangeEverywhere, untouched } from './a-change-everywhere.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, rejected } from './expect.ts'
import { aProduct, productNow, twoProducts } from './given.ts'
import { orTimeout, simultaneously } from './simultaneous.ts'

export const simultaneousUnitsContract: Contract<StoreHarness> = {
  'shows nobody else what it has not committed': async ({ store, twin }) => {
    const { change, looks } = await aChangeEverywhere(store)
    const done = Promise.withResolvers<void>()
    const looked = Promise.withResolvers<void>()
    const unit = rejected(
      store.unitOfWork.run(async (repositories) => {
        await change(repositories)
        done.resolve()
        await orTimeout(looked.promise)
        throw new Error('the lights went out')
      }),
    )
    await Promise.race([done.promise, unit])
    equal([await looks(store), await looks(twin)], [untouched, untouched], 'what others see meanwhile')
    looked.resolve()
    await unit
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
        await orTimeout(bothHold)
        const second = await products.lock([other.id])
        await products.save([...first, ...second].map((product) => ({ ...product, stock: product.stock + 1 })))
      })
    })
    equal((await productNow(harness.store, pair[0])).stock, 2, 'the stock of the one')
    equal((await productNow(harness.store, pair[1])).stock, 2, 'the stock of the other')
  },
}
