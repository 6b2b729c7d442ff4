import type { Executor } from '../../src/adapters/sql/executor.ts'
import type { MigratableStore } from '../../src/adapters/sql/migrations.ts'
import { applyMigrations, type Migration } from '../../src/adapters/sql/migrations.ts'
import { fold } from '../../src/domain/text.ts'
import type { Contract } from './contract.ts'
import { equal, holds, present, rejected } from './expect.ts'
import { aUser } from './given.ts'

/** A store over a place that nobody has used before, and the statements of someone who has that place open beside it. */
export type OpenedBeside = { readonly store: MigratableStore; execute(statement: string): Promise<unknown> }

export type MigrationRunsHarness = {
  openBeside(): Promise<OpenedBeside>
  /** One connection to a place that nobody has used before, which commits each statement by itself. */
  executor(): Promise<Executor>
}

const lamps: Migration = {
  number: 1,
  name: 'lamps',
  statements: [
    'CREATE TABLE IF NOT EXISTS lamps (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL)',
    "INSERT INTO lamps (id, name) SELECT 1, 'ÄRA' WHERE NOT EXISTS (SELECT 1 FROM lamps WHERE id = 1)",
    "INSERT INTO lamps (id, name) SELECT 2, 'Öl' WHERE NOT EXISTS (SELECT 1 FROM lamps WHERE id = 2)",
  ],
}

/** Folds the names, which SQL cannot do: a second time it finds less to do, and does no harm. */
const fillKeys = async (executor: Executor): Promise<void> => {
  for (const { id, name } of await executor.all('SELECT id, name FROM lamps ORDER BY id')) {
    await executor.run('UPDATE lamps SET name = ? WHERE id = ?', [fold(String(name)), Number(id)])
  }
}

const namesIn = async (executor: Executor) =>
  (await executor.all('SELECT name FROM lamps ORDER BY id')).map(({ name }) => name)

const journalOf = async (executor: Executor) =>
  (await executor.all('SELECT number, name FROM schema_migrations ORDER BY number')).map(({ name }) => name)

export const migrationRunsContract: Contract<MigrationRunsHarness> = {
  'names what a newer version has applied, serves on it, and applies nothing': async ({ openBeside }) => {
    const { store, execute } = await openBeside()
    const { applied, newer } = await store.migrate()
    equal([applied.length > 0, newer], [true, []])
    await execute(
      `INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (2, 'wishes', '${'0'.repeat(64)}', 1)`,
    )
    equal(await store.migrate(), { applied: [], newer: ['migration 2 "wishes"'] })
    await store.ready()
    const user = await aUser(store)
    equal(await store.readers.users.byEmail(user.email), user)
  },

  'refuses what parts from its own: another first migration, or another text of it': async ({ openBeside }) => {
    for (const [changed, said] of [
      ["number = 7, name = 'theirs'", /is another application's/],
      [`checksum = '${'0'.repeat(64)}'`, /was changed after it was applied/],
    ] as const) {
      const { store, execute } = await openBeside()
      await store.migrate()
      await execute(`UPDATE schema_migrations SET ${changed} WHERE number = 1`)
      for (const refused of [store.migrate, store.ready]) {
        const reason = String(await rejected(refused()))
        holds(said.test(reason), `${reason} says so`)
      }
    }
  },

  'is not ready when a migration is missing behind those that are there': async ({ openBeside }) => {
    const { store, execute } = await openBeside()
    await store.migrate()
    await execute('DELETE FROM schema_migrations')
    const reason = String(await rejected(store.ready()))
    holds(/run the command migrate/.test(reason), `${reason} says what to do`)
  },

  'runs the step of a migration behind its statements, and both only once': async ({ executor }) => {
    const database = await executor()
    const seen: unknown[] = []
    const migrations = [
      {
        ...lamps,
        step: async (given: Executor) => {
          seen.push([await namesIn(given), await journalOf(given)])
          await fillKeys(given)
        },
      },
    ]
    equal(await applyMigrations(database, migrations), { applied: ['lamps'], newer: [] })
    equal(seen, [[['ÄRA', 'Öl'], []]], 'what the step found')
    equal(await namesIn(database), ['ära', 'öl'])
    equal(await journalOf(database), ['lamps'])
    equal(await applyMigrations(database, migrations), { applied: [], newer: [] })
    equal(seen.length, 1, 'how often the step has run')
  },

  'runs a migration again that was interrupted in its step, and not those before it': async ({ executor }) => {
    const database = await executor()
    const before: Migration = { number: 1, name: 'before', statements: ['CREATE TABLE early (id INTEGER)'] }
    const interrupted = async (given: Executor) => {
      await given.run("UPDATE lamps SET name = 'ära' WHERE id = 1")
      throw new Error('the lights went out.')
    }
    const second = { ...lamps, number: 2 }
    const reason = await rejected(applyMigrations(database, [before, { ...second, step: interrupted }]))
    equal(
      reason instanceof Error && reason.message,
      'migration 2 "lamps" failed: the lights went out; mend that, or use an empty database, and migrate again',
    )
    equal(await journalOf(database), ['before'])
    equal(await namesIn(database), ['ära', 'Öl'], 'what the interruption left')
    const again = await applyMigrations(database, [before, { ...second, step: fillKeys }])
    equal(again, { applied: ['lamps'], newer: [] })
    equal(await namesIn(database), ['ära', 'öl'])
    equal(await journalOf(database), ['before', 'lamps'])
    present((await database.all('SELECT COUNT(*) AS early FROM early'))[0])
  },
}
