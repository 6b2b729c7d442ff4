import type { Contract, EmptyHarness } from './contract.ts'
import { equal, holds, rejected } from './expect.ts'
import { aUser } from './given.ts'

/** What a store that outlives its process promises besides. */
export const durabilityContract: Contract<EmptyHarness> = {
  'is not ready before its migrations are applied': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await rejected(store.ready(), 'readiness')
    holds((await twin.migrate()).applied.length > 0, 'an empty store needs migrations')
    await store.ready()
  },

  'keeps what another process wrote before it ended': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const user = await aUser(store)
    await store.close()
    equal(await twin.readers.users.byEmail(user.email), user)
  },
}
