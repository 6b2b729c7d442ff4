import { type Own, openHarness } from './harness.ts'
import type { Places } from './places.ts'
import { promises } from './promises.ts'
import { type Runtime, runtime } from './runtime.ts'

export type Outcomes = {
  /** Where it was. */
  readonly runtime: Runtime
  /** For every promise the reason for which it does not hold, or `null` when it holds. */
  readonly held: Readonly<Record<string, string | null>>
}

const inTime = (promise: Promise<void>): Promise<void> => {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(() => late.reject(new Error('it took longer than 30 seconds')), 30_000)
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
}

/** What `outcomes` said on another runtime. */
export const outcomesIn = (json: string): Outcomes => JSON.parse(json)

/** Holds every promise, one after another, on the runtime where this runs. */
export const outcomes = async (places: Places, own: Own): Promise<Outcomes> => {
  const harness = await openHarness(places, own)
  const held: Record<string, string | null> = {}
  for (const [promise, hold] of Object.entries(promises(runtime(), places.shop !== 'memory:'))) {
    held[promise] = await inTime(hold(harness)).then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)),
    )
  }
  await harness.close()
  return { runtime: runtime(), held }
}
