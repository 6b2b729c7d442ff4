import type { MigratableStore } from '../../src/adapters/sql/migrations.ts'
import type { Store } from '../../src/application/ports/store.ts'

/**
 * The promises of a port: a sentence, and a function that throws when an adapter breaks it. Contracts import no test
 * runner: they run under vitest, Bun, Deno and inside workerd.
 */
export type Contract<H> = Readonly<Record<string, (harness: H) => Promise<void>>>

/** A migrated store, opened twice over the same data as by two server processes. Cases share it. */
export type StoreHarness = {
  readonly store: Store
  /** The same object where processes cannot share data, as in memory. */
  readonly twin: Store
  /** Whether two units can be open at once. */
  readonly parallel: boolean
}

/** Opens two stores over one empty database; not migrated. */
export type EmptyHarness = { openTwo(): Promise<readonly [MigratableStore, MigratableStore]> }
