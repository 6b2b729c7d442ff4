import { clockContract, idsContract } from '../contracts/clock-and-ids.ts'
import type { Contract } from '../contracts/contract.ts'
import { durabilityContract } from '../contracts/durability.ts'
import { migrationsContract } from '../contracts/migrations.ts'
import { argon2idContract, scryptContract } from '../contracts/password-algorithms.ts'
import { passwordsContract } from '../contracts/passwords.ts'
import { storeContracts } from '../contracts/store-contracts.ts'
import { tokensContract } from '../contracts/tokens.ts'
import type { Harness } from './harness.ts'
import type { Runtime } from './runtime.ts'

/** Every promise of every port that is kept on this runtime over this store, each under a name of its own. */
export const promises = (runtime: Runtime, lasting: boolean): Contract<Harness> => {
  const contracts: Readonly<Record<string, Contract<Harness>>> = {
    ...storeContracts,
    migrations: migrationsContract,
    ...(lasting ? { durability: durabilityContract } : {}),
    passwords: passwordsContract,
    ...(runtime === 'workerd' ? { scrypt: scryptContract } : { argon2id: argon2idContract }),
    tokens: tokensContract,
    clock: clockContract,
    ids: idsContract,
  }
  return Object.fromEntries(
    Object.entries(contracts).flatMap(([port, contract]) =>
      Object.entries(contract).map(([promise, hold]) => [`${port}: ${promise}`, hold]),
    ),
  )
}
