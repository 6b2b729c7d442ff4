import type { Contract, EmptyHarness } from './contract.ts'
import { equal } from './expect.ts'
import { aUser } from './given.ts'

export const migrationsContract: Contract<EmptyHarness> = {
  'applies nothing the second time, and is ready': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    equal(await store.migrate(), [])
    equal(await twin.migrate(), [])
    await store.ready()
    await twin.ready()
  },

  'applies every migration once when two server processes start at once': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    const applied = (await Promise.all([store.migrate(), twin.migrate()])).flat()
    equal(applied, [...new Set(applied)])
    await store.ready()
    await twin.ready()
  },

  'keeps what is in the store': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const user = await aUser(store)
    await twin.migrate()
    equal(await twin.queries.userByEmail(user.email), user)
  },
}
