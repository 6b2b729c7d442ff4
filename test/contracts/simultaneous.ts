import type { Store } from '../../src/application/ports/store.ts'
import type { StoreHarness } from './contract.ts'

/** Does it `count` times at once, by turns through the one store and the other. */
export const simultaneously = <T>(
  { store, twin }: StoreHarness,
  count: number,
  task: (through: Store, i: number) => Promise<T>,
): Promise<readonly T[]> => Promise.all(Array.from({ length: count }, (_, i) => task(i % 2 === 0 ? store : twin, i)))

/** Waits for the promise for at most 200 ms: a store that runs units one by one may never resolve it. */
export const orTimeout = (promise: Promise<unknown>): Promise<unknown> =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 200))])
