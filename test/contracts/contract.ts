import type { MigratableStore } from '../../src/adapters/sql/migrations.ts'
import type { Store } from '../../src/application/ports/store.ts'

/**
 * What every adapter of a port promises: a sentence, and the function that throws when it is not so. No test runner is
 * imported here or in any contract, so that the same promises are held under vitest, Bun, Deno and inside workerd.
 */
export type Contract<H> = Readonly<Record<string, (harness: H) => Promise<void>>>

/** A migrated store that other cases fill too, opened twice over the same data, as two server processes have it. */
export type StoreHarness = {
  readonly store: Store
  /** The same store again where no two can share their data, as in memory. */
  readonly twin: Store
}

/** Opens two stores over one place that nobody has used before; not migrated. */
export type EmptyHarness = { openTwo(): Promise<readonly [MigratableStore, MigratableStore]> }
