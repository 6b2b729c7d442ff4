import { describe, test } from 'vitest'
import type { Contract } from './contract.ts'

/** Runs contracts under vitest. */
export const testContracts = <H>(contracts: Readonly<Record<string, Contract<H>>>, harness: () => H): void => {
  for (const [port, contract] of Object.entries(contracts)) {
    describe(port, () => {
      for (const [title, run] of Object.entries(contract)) test(title, () => run(harness()))
    })
  }
}
