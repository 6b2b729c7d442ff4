import { createHash } from 'node:crypto'
import type { Store } from '../../application/ports/store.ts'
import type { Dialect, Executor, Reading } from './executor.ts'
import { insertRows, integer, text } from './statements.ts'

/** Additive: the previous version runs on the new tables. Never changed once applied. On MySQL it may be run again. */
export type Migration = {
  readonly number: number
  readonly name: string
  /** Throws to stop before anything is changed. */
  readonly before?: (executor: Executor) => Promise<unknown>
  readonly statements: readonly string[]
  /** Runs after the statements, for what SQL cannot express, and at each repair; answers notes for the operator. */
  readonly step?: (executor: Executor, dialect: Dialect) => Promise<readonly string[]>
}

type Migrations = readonly Migration[]

/** What was applied, what only a newer version knows, and what the steps have noted. */
export type Migrated = Readonly<Record<'applied' | 'newer' | 'notes', readonly string[]>>

/** `migrate` brings the tables up to date, one process at a time; a repair repeats the steps on rows that came since. */
export type MigratableStore = Store & { readonly migrate: (repair?: boolean) => Promise<Migrated> }

const createHistory = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  checksum CHAR(64) NOT NULL,
  applied_at BIGINT NOT NULL
)`

const checksumOf = ({ statements }: Migration): string =>
  createHash('sha256').update(JSON.stringify(statements)).digest('hex')

const title = ({ number, name }: Pick<Migration, 'number' | 'name'>): string => `migration ${number} "${name}"`

/** The caller keeps other processes out. */
export const applyMigrations = async (executor: Executor, dialect: Dialect, migrations: Migrations, repair = false) => {
  const { pending, newer } = await readState(executor, dialect, migrations)
  if (pending.length > 0) await executor.run(createHistory)
  const notes: string[] = []
  for (const migration of repair ? migrations : pending) {
    const { number, name, before, statements, step } = migration
    const isPending = pending.includes(migration)
    try {
      await before?.(executor)
      for (const statement of isPending ? statements : []) await unless(dialect.isRepeated, executor.run(statement))
      notes.push(...((await step?.(executor, dialect)) ?? []))
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
      const next = 'fix it, or use an empty database, and migrate again'
      throw new Error(`${title(migration)} failed: ${reason}; ${next}`, { cause: error })
    }
    if (!isPending) continue
    const row = [number, name, checksumOf(migration), Date.now()]
    await insertRows(executor, 'schema_migrations', ['number', 'name', 'checksum', 'applied_at'], [row])
  }
  return { applied: pending.map(({ name }) => name), newer, notes }
}

/** Throws, with the reason, unless these migrations are in place. */
export const checkMigrations = async (executor: Reading, dialect: Dialect, migrations: Migrations) => {
  const [next] = (await readState(executor, dialect, migrations)).pending
  if (next) throw new Error(`${title(next)} has not been applied to the database: run the command migrate`)
}

/** Writes nothing. Throws when the database is another application's, or its history differs from ours. */
export const readState = async (executor: Reading, dialect: Dialect, migrations: Migrations) => {
  const history = await readHistory(executor, dialect)
  const applied = history ?? []
  for (const [i, there] of applied.entries()) {
    const here = migrations[i]
    if (!here) break
    const place = `${title(there)} in place of ${title(here)}`
    if (there.number !== here.number) throw new Error(`the database has ${place}: it is another application's`)
    const next = 'restore its text and put the change into a new migration'
    const changed = `${title(here)} was changed after it was applied to the database: ${next}`
    if (there.checksum !== checksumOf(here)) throw new Error(changed)
  }
  const pending = migrations.slice(applied.length)
  if (!history) await assertUnused(executor, dialect, pending)
  return { pending, newer: applied.slice(migrations.length).map(title) }
}

/** Without a history, a table of ours is another application's; unless a simultaneous start has just made both. */
const assertUnused = async (executor: Reading, dialect: Dialect, migrations: Migrations): Promise<void> => {
  const sql = migrations.flatMap(({ statements }) => statements).join(';')
  const created = sql.match(/(?<=CREATE TABLE (IF NOT EXISTS )?)\w+(?= \()/g) ?? []
  for (const table of ['schema_migrations', ...created]) {
    const taken = await unless(dialect.isMissing, executor.all(`SELECT 1 FROM ${table} LIMIT 0`))
    if (!taken || (await readHistory(executor, dialect))) continue
    const next = 'name an empty one, or a new file, in DATABASE_URL; nothing was written'
    throw new Error(`the database has a table ${table} already, which is another application's: ${next}`)
  }
}

/** `undefined` where no Kiosk has migrated: other applications have a `schema_migrations` too. */
const readHistory = async (executor: Reading, dialect: Dialect) => {
  const sql = 'SELECT number, name, checksum FROM schema_migrations ORDER BY number'
  const rows = await unless(dialect.isMissing, executor.all(sql))
  return rows?.map((r) => ({ number: integer(r, 'number'), name: text(r, 'name'), checksum: text(r, 'checksum') }))
}

const unless = <T>(isExpected: (error: unknown) => boolean, answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (isExpected(error)) return undefined
    throw error
  })
