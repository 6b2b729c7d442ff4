import type { Contract, EmptyHarness } from './contract.ts'
import { equal, holds, rejected } from './expect.ts'
import { aUser } from './given.ts'

/** What a store that does not forget promises besides. */
export const durabilityContract: Contract<EmptyHarness> = {
  'is not ready before its tables are there': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await rejected(store.ready(), 'readiness')
    holds((await twin.migrate()).applied.length > 0, 'an empty store takes migrations')
    await store.ready()
  },

  'keeps what was written by a process that has gone': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const user = await aUser(store)
    await store.close()
    equal(await twin.readers.users.byEmail(user.email), user)
  },
}
