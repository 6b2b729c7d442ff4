import type { Store } from '../../application/ports/store.ts'
import type { Dialect } from './dialect.ts'
import type { Executor, Reading } from './executor.ts'
import { insertRows, integer, text } from './statements.ts'

/**
 * An additive change: the previous version runs on the new tables too. Once applied, its statements never change. On MySQL,
 * where DDL commits by itself, statements and step can be run again after an interruption.
 */
export type Migration = {
  readonly number: number
  readonly name: string
  readonly statements: readonly string[]
  /** Runs after the statements, for what SQL cannot express. */
  readonly step?: (executor: Executor) => Promise<void>
}

type Applied = Pick<Migration, 'number' | 'name'> & { readonly checksum: string }
type Known = Migration & Applied

/** What was applied, and what only a newer version knows. */
export type Migrated = { readonly applied: readonly string[]; readonly newer: readonly string[] }

/** `migrate` brings the tables up to date, one process at a time. */
export type MigratableStore = Store & { readonly migrate: () => Promise<Migrated> }

const createHistory = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  checksum CHAR(64) NOT NULL,
  applied_at BIGINT NOT NULL
)`

const title = ({ number, name }: Pick<Migration, 'number' | 'name'>): string => `migration ${number} "${name}"`

/** The caller keeps other processes out. */
export const applyMigrations = async (executor: Executor, migrations: readonly Migration[]): Promise<Migrated> => {
  await executor.run(createHistory)
  const { pending, newer } = compare(await withChecksums(migrations), await readHistory(executor))
  for (const migration of pending) {
    try {
      for (const statement of migration.statements) await executor.run(statement)
      await migration.step?.(executor)
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
      const next = 'fix it, or use an empty database, and migrate again'
      throw new Error(`${title(migration)} failed: ${reason}; ${next}`, { cause: error })
    }
    const { number, name, checksum } = migration
    const row = [number, name, checksum, Date.now()]
    await insertRows(executor, 'schema_migrations', ['number', 'name', 'checksum', 'applied_at'], [row])
  }
  return { applied: pending.map(({ name }) => name), newer: newer.map(title) }
}

/** Throws, with the reason, unless these migrations are in place. */
export const checkMigrations = async (
  executor: Reading,
  { isMissingTable }: Dialect,
  migrations: readonly Migration[],
) => {
  const applied = await readHistory(executor).catch((error: unknown) => {
    if (isMissingTable(error)) return []
    throw error
  })
  const [next] = compare(await withChecksums(migrations), applied).pending
  if (next) throw new Error(`${title(next)} has not been applied to the database: run the command migrate`)
}

/** Throws when the database's history differs from ours. */
const compare = (known: readonly Known[], applied: readonly Applied[]) => {
  for (const [i, here] of known.slice(0, applied.length).entries()) {
    const there = applied[i]
    if (there?.number !== here.number) {
      throw new Error(
        `the database has ${there && title(there)} in place of ${title(here)}: it is another application's`,
      )
    }
    if (there.checksum !== here.checksum) {
      throw new Error(
        `${title(here)} was changed after it was applied (its checksum is ${here.checksum.slice(0, 12)}, the database ` +
          `says ${there.checksum.slice(0, 12)}): restore its text and put the change into a new migration`,
      )
    }
  }
  return { pending: known.slice(applied.length), newer: applied.slice(known.length) }
}

const readHistory = async (executor: Reading): Promise<readonly Applied[]> => {
  const rows = await executor.all('SELECT number, name, checksum FROM schema_migrations ORDER BY number')
  return rows.map((row) => ({
    number: integer(row, 'number'),
    name: text(row, 'name'),
    checksum: text(row, 'checksum'),
  }))
}

const withChecksums = (migrations: readonly Migration[]): Promise<readonly Known[]> =>
  Promise.all(
    migrations.map(async (migration) => {
      const statements = new TextEncoder().encode(JSON.stringify(migration.statements))
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', statements))
      return { ...migration, checksum: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') }
    }),
  )
