import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { uuidv7Ids } from '../../src/adapters/system/ids.ts'
import { type Runtime, runtime } from '../../src/adapters/system/runtime.ts'
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

const openStore = async (url: string): Promise<Store> => {
  if (url === 'memory:') return (await import('../../src/adapters/memory/store.ts')).memoryStore()
  if (url.startsWith('sqlite:')) return (await import('../../src/adapters/sqlite/store.ts')).sqliteStore(url.slice(7))
  const { mysqlStore } = await import('../../src/adapters/mysql/store.ts')
  return mysqlStore(url)
}

/** Twice the same place; no two can share what is in memory, so there it is the same store. */
const openTwice = async (url: string): Promise<readonly [Store, Store]> => {
  const store = await openStore(url)
  return [store, url === 'memory:' ? store : await openStore(url)]
}

const passwordsOf = async (where: Runtime): Promise<PasswordHarness['passwords']> =>
  where === 'workerd'
    ? (await import('../../src/adapters/security/scrypt-passwords.ts')).scryptPasswords
    : (await import('../../src/adapters/security/argon2-passwords.ts')).argon2Passwords

export const openHarness = async ({ shop, empty }: Places): Promise<Harness & { close(): Promise<void> }> => {
  const opened: Store[] = []
  const open = async (url: string) => {
    const two = await openTwice(url)
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
    passwords: await passwordsOf(runtime()),
    tokens: (secret, clock) => jwtTokens(secret, clock, ids),
    clock: systemClock,
    ids: uuidv7Ids,
    close: async () => {
      await Promise.allSettled(opened.map((each) => each.close()))
    },
  }
}
