import { integer, text } from './columns.ts'
import type { Dialect } from './dialect.ts'
import type { Session } from './session.ts'

/** One step in the life of the tables. Once it has been applied anywhere its text never changes. */
export type Migration = {
  readonly number: number
  readonly name: string
  /** Where the engine commits a CREATE by itself, each can be run again after an interruption (IF NOT EXISTS). */
  readonly statements: readonly string[]
}

type Known = Migration & { readonly checksum: string }
type Applied = { readonly number: number; readonly name: string; readonly checksum: string }

const journal = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  checksum CHAR(64) NOT NULL,
  applied_at BIGINT NOT NULL
)`

const title = ({ number, name }: { readonly number: number; readonly name: string }): string =>
  `migration ${number} "${name}"`

/** Applies what is missing, in order, and answers the names; the caller sees to it that nobody else does so meanwhile. */
export const applyMigrations = async (
  session: Session,
  migrations: readonly Migration[],
): Promise<readonly string[]> => {
  await session.run(journal)
  const pending = compare(await withChecksums(migrations), await readJournal(session))
  for (const migration of pending) {
    try {
      for (const statement of migration.statements) await session.run(statement)
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
      throw new Error(`${title(migration)} failed: ${reason}; mend that, or use an empty database, and migrate again`, {
        cause: error,
      })
    }
    await session.run('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)', [
      migration.number,
      migration.name,
      migration.checksum,
      Date.now(),
    ])
  }
  return pending.map(({ name }) => name)
}

/**
 * Throws, with the reason, unless these migrations are in place. Newer ones behind them do not matter: while a new version
 * is rolled out, the old one goes on serving.
 */
export const checkMigrations = async (
  session: Pick<Session, 'all'>,
  dialect: Dialect,
  migrations: readonly Migration[],
): Promise<void> => {
  const applied = await readJournal(session).catch((error: unknown) => {
    if (dialect.isMissingTable(error)) return []
    throw error
  })
  const [next] = compare(await withChecksums(migrations), applied.slice(0, migrations.length))
  if (next) throw new Error(`${title(next)} has not been applied to the database: run the command migrate`)
}

/** The migrations that are still to be applied; refuses a history that is not the beginning of ours. */
const compare = (known: readonly Known[], applied: readonly Applied[]): readonly Known[] => {
  for (const [i, there] of applied.entries()) {
    const here = known[i]
    if (!here || here.number !== there.number) {
      throw new Error(
        `the database has ${title(there)}, which this version does not know: run the version that made it`,
      )
    }
    if (here.checksum !== there.checksum) {
      throw new Error(
        `${title(here)} was changed after it was applied (its checksum is ${here.checksum.slice(0, 12)}, the database ` +
          `says ${there.checksum.slice(0, 12)}): restore its text and put the change into a new migration`,
      )
    }
  }
  return known.slice(applied.length)
}

const readJournal = async (session: Pick<Session, 'all'>): Promise<readonly Applied[]> => {
  const rows = await session.all('SELECT number, name, checksum FROM schema_migrations ORDER BY number')
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
