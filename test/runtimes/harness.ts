import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import type { MigratableStore } from '../../src/adapters/sql/migrations.ts'
import { systemClock, uuidv7Ids } from '../../src/adapters/system/system.ts'
import type { Store } from '../../src/application/ports/store.ts'
import type { SystemHarness } from '../contracts/clock-and-ids.ts'
import type { EmptyHarness, StoreHarness } from '../contracts/contract.ts'
import { present } from '../contracts/expect.ts'
import { ids } from '../contracts/given.ts'
import type { PasswordHarness } from '../contracts/passwords.ts'
import type { TokensHarness } from '../contracts/tokens.ts'
import type { Places } from './places.ts'

/** All that the contracts ask for, made of the adapters that the shop uses on the runtime where this runs. */
export type Harness = StoreHarness & EmptyHarness & PasswordHarness & TokensHarness & SystemHarness

/** What differs between runtimes; each runtime's own module supplies it, because not every adapter can be loaded everywhere. */
export type Own = PasswordHarness & { openStore(url: string): Promise<MigratableStore> }

export const openHarness = async (
  { shop, empty }: Places,
  { openStore, passwords }: Own,
): Promise<Harness & { close(): Promise<void> }> => {
  const opened: Store[] = []
  /** Twice the same place; no two can share what is in memory, so there it is the same store. */
  const open = async (url: string) => {
    const first = await openStore(url)
    const two = [first, url === 'memory:' ? first : await openStore(url)] as const
    opened.push(...two)
    return two
  }
  const unused = [...empty]
  const [store, twin] = await open(shop)
  await store.migrate()
  return {
    store,
    twin,
    openTwo: () => open(present(unused.shift(), 'an empty store')),
    passwords,
    tokens: (secret, clock) => jwtTokens(secret, clock, ids),
    clock: systemClock,
    ids: uuidv7Ids,
    close: async () => {
      await Promise.allSettled(opened.map((each) => each.close()))
    },
  }
}
