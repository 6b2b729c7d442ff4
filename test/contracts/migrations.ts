import type { Contract, EmptyHarness } from './contract.ts'
import { equal } from './expect.ts'
import { aUser } from './given.ts'

export const migrationsContract: Contract<EmptyHarness> = {
  'applies nothing the second time, keeps the data, and is ready': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const user = await aUser(store)
    for (const each of [store, twin]) {
      equal(await each.migrate(), { applied: [], newer: [], notes: [] })
      await each.ready()
    }
    equal(await twin.readers.users.byEmail(user.email), user)
  },

  'applies every migration once when two server processes start at once': async ({ openTwo }) => {
    const two = await openTwo()
    const migrated = await Promise.all(two.map((each) => each.migrate()))
    const applied = migrated.flatMap((each) => each.applied)
    equal(applied, [...new Set(applied)])
    await Promise.all(two.map((each) => each.ready()))
  },
}
