import type { Store } from '../../src/application/ports/store.ts'
import type { StoreHarness } from './contract.ts'

/** Runs `task` `count` times at once, through the store and its twin in turn. */
export const simultaneously = <T>(
  { store, twin }: StoreHarness,
  count: number,
  task: (through: Store, i: number) => Promise<T>,
): Promise<readonly T[]> => Promise.all(Array.from({ length: count }, (_, i) => task(i % 2 === 0 ? store : twin, i)))

/** How long a unit waits for another: SQLite runs them one by one, so it waits in vain; memory need not wait at all. */
const TIMEOUT_MS = 200

export const orTimeout = (promise: Promise<unknown>, timeoutMs = TIMEOUT_MS): Promise<unknown> =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, timeoutMs))])

/** `arrive(i)` waits until both units, 0 and 1, have arrived, where two units can be open at once. */
export const rendezvous = ({ store, twin }: StoreHarness) => {
  const arrivals = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const both = Promise.all(arrivals.map(({ promise }) => promise))
  return async (i: number): Promise<void> => {
    arrivals[i]?.resolve()
    await orTimeout(both, store === twin ? 0 : TIMEOUT_MS)
  }
}
