import process from 'node:process'
import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import type { MigratableStore } from '../../src/adapters/sql/migrations.ts'
import { systemClock, uuidv7Ids } from '../../src/adapters/system/system.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { DEFAULT_LIFETIMES } from '../../src/domain/accounts/session.ts'
import { clockContract, idsContract, type SystemHarness } from '../contracts/clock-and-ids.ts'
import type { Contract, EmptyHarness, StoreHarness } from '../contracts/contract.ts'
import { durabilityContract } from '../contracts/durability.ts'
import { present } from '../contracts/expect.ts'
import { ids } from '../contracts/given.ts'
import { migrationsContract } from '../contracts/migrations.ts'
import { argon2idContract, scryptContract } from '../contracts/password-algorithms.ts'
import { type PasswordHarness, passwordsContract } from '../contracts/passwords.ts'
import { storeContracts } from '../contracts/store-contracts.ts'
import { type TokensHarness, tokensContract } from '../contracts/tokens.ts'

export type RuntimeId = 'node' | 'bun' | 'deno' | 'workerd'

/** The runtime of this process, by signs that the shop does not read. */
const currentRuntime = (): RuntimeId => {
  if (process.versions.bun !== undefined) return 'bun'
  if (process.versions.deno !== undefined) return 'deno'
  return 'WebSocketPair' in globalThis ? 'workerd' : 'node'
}

type Harness = StoreHarness & EmptyHarness & PasswordHarness & TokensHarness & SystemHarness

/** The contract cases of a runtime over a store; those that need no store run with memory only. */
export const casesFor = (runtime: RuntimeId, isMemory: boolean) => {
  const algorithm = runtime === 'workerd' ? { scrypt: scryptContract } : { argon2id: argon2idContract }
  const others = { passwords: passwordsContract, tokens: tokensContract, clock: clockContract, ids: idsContract }
  const contracts: Readonly<Record<string, Contract<Harness>>> = {
    ...storeContracts,
    ...(isMemory ? { ...others, ...algorithm } : { migrations: migrationsContract, durability: durabilityContract }),
  }
  return Object.entries(contracts).flatMap(([port, contract]) =>
    Object.entries(contract).map(([title, run]) => [`${port}: ${title}`, run] as const),
  )
}

/** One that is served over HTTP, one for most contracts, and an empty one for each other contract. */
export const STORES = 7

/** The adapters that only their own runtimes can load. */
export type Adapters = PasswordHarness & { openStore(url: string): Promise<MigratableStore> }

/** By title; `null` for a case that passed. */
export type Results = { readonly runtime: RuntimeId; readonly errors: Readonly<Record<string, string | null>> }

const withTimeout = async (promise: Promise<void>): Promise<void> => {
  const { promise: late, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(reject, 30_000, new Error('it took longer than 30 s'))
  await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Runs every contract in this process, one case after another. */
export const runContracts = async (urls: readonly string[], { openStore, passwords }: Adapters): Promise<Results> => {
  const opened: Store[] = []
  const unused = [...urls]
  const openTwo = async () => {
    const url = present(unused.shift(), 'an empty store')
    const first = await openStore(url)
    const two = [first, url === 'memory:' ? first : await openStore(url)] as const
    opened.push(...two)
    return two
  }
  const [store, twin] = await openTwo()
  await store.migrate()
  const tokens: TokensHarness['tokens'] = (secrets, clock, accessTokenMs = DEFAULT_LIFETIMES.accessTokenMs) =>
    jwtTokens(secrets, clock, ids, { accessTokenMs })
  const parallel = urls[0]?.startsWith('mysql:') ?? false
  const harness: Harness = { store, twin, parallel, openTwo, passwords, tokens, clock: systemClock, ids: uuidv7Ids }
  const errors: Record<string, string | null> = {}
  for (const [title, run] of casesFor(currentRuntime(), urls[0] === 'memory:')) {
    errors[title] = await withTimeout(run(harness)).then(
      () => null,
      (reason: unknown) => (reason instanceof Error && reason.stack) || String(reason),
    )
  }
  await Promise.allSettled(opened.map((each) => each.close()))
  return { runtime: currentRuntime(), errors }
}
