import type { Store } from '../../src/application/ports/store.ts'
import type { StoreHarness } from './contract.ts'

/** Runs `task` `count` times at once, through the store and its twin in turn. */
export const simultaneously = <T>(
  { store, twin }: StoreHarness,
  count: number,
  task: (through: Store, i: number) => Promise<T>,
): Promise<readonly T[]> => Promise.all(Array.from({ length: count }, (_, i) => task(i % 2 === 0 ? store : twin, i)))

/** `arrive(i)` waits until both units, 0 and 1, have arrived, where two units can be open at once. */
export const rendezvous = ({ parallel }: StoreHarness) => {
  const arrivals = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const both = Promise.all(arrivals.map(({ promise }) => promise))
  return async (i: number): Promise<void> => {
    arrivals[i]?.resolve()
    if (parallel) await both
  }
}
