import type { Contract, EmptyHarness } from './contract.ts'
import { equal } from './expect.ts'
import { aUser } from './given.ts'

export const migrationsContract: Contract<EmptyHarness> = {
  'applies nothing the second time, and is ready': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const nothing = { applied: [], newer: [] }
    equal(await store.migrate(), nothing)
    equal(await twin.migrate(), nothing)
    await store.ready()
    await twin.ready()
  },

  'applies every migration once when two server processes start at once': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    const both = await Promise.all([store.migrate(), twin.migrate()])
    const applied = both.flatMap((each) => each.applied)
    equal(applied, [...new Set(applied)])
    await store.ready()
    await twin.ready()
  },

  'keeps what is in the store': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const user = await aUser(store)
    await twin.migrate()
    equal(await twin.readers.users.byEmail(user.email), user)
  },
}
