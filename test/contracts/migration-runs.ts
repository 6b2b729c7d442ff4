import type { Dialect, Executor } from '../../src/adapters/sql/executor.ts'
import { applyMigrations, type MigratableStore, type Migration } from '../../src/adapters/sql/migrations.ts'
import type { Contract } from './contract.ts'
import { assert, equal, rejected } from './expect.ts'
import { aUser } from './given.ts'

type Opened = {
  readonly store: MigratableStore
  execute(statement: string): Promise<unknown>
  /** The definitions of all tables and views. */
  tables(): Promise<unknown>
}

export type MigrationRunsHarness = {
  /** A migrated store, and a connection of its own to the same database. */
  openMigrated(): Promise<Opened>
  openEmpty(): Promise<Opened>
  /** A connection to an empty database, without a transaction. */
  executor(): Promise<Executor>
  readonly dialect: Dialect
}

const before: Migration = { number: 1, name: 'before', statements: ['CREATE TABLE early (id INTEGER)'] }
const lamps: Migration = {
  number: 2,
  name: 'lamps',
  statements: [
    'CREATE TABLE IF NOT EXISTS lamps (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL)',
    "INSERT INTO lamps (id, name) SELECT 1, 'old' WHERE NOT EXISTS (SELECT 1 FROM lamps)",
  ],
}

const namesIn = async (executor: Executor, table: string) =>
  (await executor.all(`SELECT * FROM ${table} ORDER BY 1`)).map(({ name }) => name)

export const migrationRunsContract: Contract<MigrationRunsHarness> = {
  'names what a newer version has applied, serves on it, and applies nothing': async ({ openMigrated }) => {
    const { store, execute } = await openMigrated()
    await execute(
      `INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (99, 'wishes', '${'0'.repeat(64)}', 1)`,
    )
    equal(await store.migrate(), { applied: [], newer: ['migration 99 "wishes"'], notes: [] })
    await store.ready()
    const user = await aUser(store)
    equal(await store.readers.users.byEmail(user.email), user)
  },

  'refuses a database whose history differs from its own': async ({ openMigrated }) => {
    for (const [statement, refused, message] of [
      [
        "UPDATE schema_migrations SET number = 99, name = 'theirs' WHERE number = 1",
        ['migrate', 'ready'],
        /is another application's/,
      ],
      [`UPDATE schema_migrations SET checksum = '${'0'.repeat(64)}'`, ['migrate', 'ready'], /was changed after it was/],
      ['DELETE FROM schema_migrations', ['ready'], /run the command migrate/],
    ] as const) {
      const { store, execute } = await openMigrated()
      await execute(statement)
      for (const call of refused) {
        const reason = String(await rejected(store[call]()))
        assert(message.test(reason), `${reason} matches ${message}`)
      }
    }
  },

  'writes nothing into a database that has tables of another application, and says what to do': async (harness) => {
    for (const statement of [
      ...['users', 'products', 'orders', 'order_lines'].map((table) => `CREATE TABLE ${table} (id INTEGER)`),
      'CREATE VIEW users AS SELECT 1 AS id',
      'CREATE TABLE schema_migrations (version BIGINT)',
    ]) {
      const { store, execute, tables } = await harness.openEmpty()
      await execute(statement)
      const before = await tables()
      for (const call of ['migrate', 'ready'] as const) {
        const reason = String(await rejected(store[call](), statement))
        const [, table = ''] = /(?:TABLE|VIEW) (\w+)/.exec(statement) ?? []
        const fault = `the database has a table ${table} already, which is another application's`
        equal(reason, `Error: ${fault}: name an empty one, or a new file, in DATABASE_URL; nothing was written`)
      }
      equal(await tables(), before, `the tables after ${statement}`)
    }
  },

  // MySQL commits each statement by itself.
  'runs a migration again whose step was interrupted, and none that was completed': async ({ executor, dialect }) => {
    const database = await executor()
    let runs = 0
    const step = (fails: boolean) => async (given: Executor) => {
      equal(await namesIn(given, 'lamps'), [runs++ === 0 ? 'old' : 'new'], 'what the step finds')
      await given.run("UPDATE lamps SET name = 'new' WHERE id = 1")
      if (fails) throw new Error('the step failed.')
      return ['noted']
    }
    const reason = await rejected(applyMigrations(database, dialect, [before, { ...lamps, step: step(true) }]))
    const advice = 'fix it, or use an empty database, and migrate again'
    equal(String(reason), `Error: migration 2 "lamps" failed: the step failed; ${advice}`)
    equal(await namesIn(database, 'schema_migrations'), ['before'])
    for (const applied of [['lamps'], []]) {
      equal(await applyMigrations(database, dialect, [before, { ...lamps, step: step(false) }]), {
        applied,
        newer: [],
        notes: applied.map(() => 'noted'),
      })
      equal(await namesIn(database, 'schema_migrations'), ['before', 'lamps'])
    }
    equal(runs, 2, 'how often the step ran')
  },

  'repeats the steps of all migrations at a repair, and no statement; and nothing when one refuses': async ({
    executor,
    dialect,
  }) => {
    const database = await executor()
    const step = async (given: Executor) => {
      const { changes } = await given.run("UPDATE lamps SET name = 'new' WHERE name = 'old'")
      return changes > 0 ? [`mended ${changes}`] : []
    }
    const known = [before, { ...lamps, step }]
    equal((await applyMigrations(database, dialect, known, true)).applied, ['before', 'lamps'])
    const history = await database.all('SELECT * FROM schema_migrations ORDER BY number')
    await database.run("INSERT INTO lamps (id, name) VALUES (2, 'old')")
    for (const [repair, notes] of [
      [false, []],
      [true, ['mended 1']],
      [true, []],
    ] as const) {
      equal(await applyMigrations(database, dialect, known, repair), { applied: [], newer: [], notes })
    }
    equal(await namesIn(database, 'lamps'), ['new', 'new'])

    const refuse = () => Promise.reject(new Error('they differ'))
    const later = { number: 3, name: 'later', before: refuse, statements: ['CREATE TABLE later (id INTEGER)'] }
    const reason = String(await rejected(applyMigrations(database, dialect, [...known, later])))
    assert(reason.includes('migration 3 "later" failed: they differ;'), reason)
    await rejected(database.all('SELECT * FROM later'), 'the table of a migration that refused')
    equal(await database.all('SELECT * FROM schema_migrations ORDER BY number'), history)
  },
}
