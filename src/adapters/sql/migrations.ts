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

type Applied = Pick<Migration, 'number' | 'name'> & { readonly checksum: string }

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
export const applyMigrations = async (
  executor: Executor,
  dialect: Dialect,
  migrations: readonly Migration[],
  repair = false,
): Promise<Migrated> => {
  const { pending, newer } = await readState(executor, dialect, migrations)
  if (pending.length > 0) await executor.run(createHistory)
  const notes: string[] = []
  const unlessDone = (error: unknown): void => {
    if (!dialect.isRepeated(error)) throw error
  }
  for (const migration of repair ? migrations : pending) {
    const isPending = pending.includes(migration)
    try {
      await migration.before?.(executor)
      for (const statement of isPending ? migration.statements : []) await executor.run(statement).catch(unlessDone)
      notes.push(...((await migration.step?.(executor, dialect)) ?? []))
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
      const next = 'fix it, or use an empty database, and migrate again'
      throw new Error(`${title(migration)} failed: ${reason}; ${next}`, { cause: error })
    }
    if (!isPending) continue
    const { number, name } = migration
    const row = [number, name, checksumOf(migration), Date.now()]
    await insertRows(executor, 'schema_migrations', ['number', 'name', 'checksum', 'applied_at'], [row])
  }
  return { applied: pending.map(({ name }) => name), newer, notes }
}

/** Throws, with the reason, unless these migrations are in place. */
export const checkMigrations = async (executor: Reading, dialect: Dialect, migrations: readonly Migration[]) => {
  const [next] = (await readState(executor, dialect, migrations)).pending
  if (next) throw new Error(`${title(next)} has not been applied to the database: run the command migrate`)
}

/** Writes nothing. Throws when the database is another application's. */
export const readState = async (executor: Reading, dialect: Dialect, migrations: readonly Migration[]) => {
  const history = await readHistory(executor, dialect)
  const { pending, newer } = compare(migrations, history ?? [])
  if (!history) await assertUnused(executor, dialect, pending)
  return { pending, newer: newer.map(title) }
}

/** Without a history, a table of ours is another application's; unless a simultaneous start has just made both. */
const assertUnused = async (executor: Reading, dialect: Dialect, migrations: readonly Migration[]): Promise<void> => {
  const created = migrations.flatMap(
    ({ statements }) => statements.join(';').match(/(?<=CREATE TABLE (IF NOT EXISTS )?)\w+(?= \()/g) ?? [],
  )
  for (const table of ['schema_migrations', ...created]) {
    const taken = await unlessMissing(dialect, executor.all(`SELECT 1 FROM ${table} LIMIT 0`))
    if (!taken || (await readHistory(executor, dialect))) continue
    const next = 'name an empty one, or a new file, in DATABASE_URL; nothing was written'
    throw new Error(`the database has a table ${table} already, which is another application's: ${next}`)
  }
}

/** Throws when the database's history differs from ours. */
const compare = (known: readonly Migration[], applied: readonly Applied[]) => {
  for (const [i, here] of known.slice(0, applied.length).entries()) {
    const there = applied[i]
    if (there?.number !== here.number) {
      const found = there && title(there)
      throw new Error(`the database has ${found} in place of ${title(here)}: it is another application's`)
    }
    if (there.checksum !== checksumOf(here)) {
      const next = 'restore its text and put the change into a new migration'
      throw new Error(`${title(here)} was changed after it was applied to the database: ${next}`)
    }
  }
  return { pending: known.slice(applied.length), newer: applied.slice(known.length) }
}

const unlessMissing = <T>({ isMissing }: Dialect, answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })

/** `undefined` where no Kiosk has migrated: other applications have a `schema_migrations` too. */
const readHistory = async (executor: Reading, dialect: Dialect): Promise<readonly Applied[] | undefined> => {
  const sql = 'SELECT number, name, checksum FROM schema_migrations ORDER BY number'
  const rows = await unlessMissing(dialect, executor.all(sql))
  return rows?.map((row) => ({
    number: integer(row, 'number'),
    name: text(row, 'name'),
    checksum: text(row, 'checksum'),
  }))
}
