import type { Contract, EmptyHarness } from './contract.ts'
import { assert, equal, rejected, unwrap } from './expect.ts'
import { aUser, newUser } from './given.ts'

/** Further contract cases of a persistent store. */
export const durabilityContract: Contract<EmptyHarness> = {
  'is not ready before its migrations are applied': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await rejected(store.ready(), 'readiness')
    assert((await twin.migrate()).applied.length > 0, 'an empty store needs migrations')
    await store.ready()
  },

  'keeps what another process wrote before it ended': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const user = await aUser(store)
    await store.close()
    equal(await twin.readers.users.byEmail(user.email), user)
  },

  'commits a running unit before it closes': async ({ openTwo }) => {
    const [store, twin] = await openTwo()
    await store.migrate()
    const [begun, closing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const unit = store.unitOfWork.run(async ({ users }) => {
      begun.resolve()
      await closing.promise
      return users.add(newUser())
    })
    await Promise.race([begun.promise, unit])
    const closed = store.close()
    closing.resolve()
    await closed
    const { email } = unwrap(await unit)
    assert((await twin.readers.users.byEmail(email)) !== undefined, 'the user is there')
  },
}
