import { DatabaseSync } from 'node:sqlite'
import type { MigratableStore, Migration } from '../../src/adapters/sql/migrations.ts'
import { shop } from '../../src/adapters/sqlite/migrations/0001-shop.ts'
import { idsOnce } from '../../src/adapters/sqlite/migrations/0002-ids-once.ts'
import { keys } from '../../src/adapters/sqlite/migrations/0003-keys.ts'
import { sessions } from '../../src/adapters/sqlite/migrations/0004-sessions.ts'
import { attempts } from '../../src/adapters/sqlite/migrations/0005-attempts.ts'
import { ledger } from '../../src/adapters/sqlite/migrations/0006-stock-ledger.ts'
import { administration } from '../../src/adapters/sqlite/migrations/0007-administration.ts'
import type { SqliteOptions } from '../../src/adapters/sqlite/store.ts'
import { aChange, changed } from './a-change.ts'
import type { Contract } from './contract.ts'
import { assert, equal, present, rejected } from './expect.ts'
import { aUser, someProducts, someUsers, UNKNOWN_ID } from './given.ts'

export type SqliteHarness = {
  /** The path of a file that does not exist yet. */
  newFile(): string
  open(file: string, options?: SqliteOptions): MigratableStore
}

/** The first column of every row, read on a connection of its own. */
const valuesIn = (file: string, sql: string): readonly unknown[] => {
  using database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare(sql).all()
  return rows.map((row) => Object.values(row)[0])
}

/** The steps of https://www.sqlite.org/lang_altertable.html#otheralter, on a table that carts and orders refer to. */
const rebuilt = (kept: string): Migration => ({
  number: 8,
  name: 'rebuilt',
  statements: [
    (shop.statements[0] ?? '').replace('TABLE users', 'TABLE users_new'),
    'ALTER TABLE users_new ADD COLUMN email_key TEXT',
    ...sessions.statements.slice(0, 2).map((statement) => statement.replace('users', 'users_new')),
    `INSERT INTO users_new SELECT * FROM users WHERE ${kept}`,
    'DROP TABLE users',
    'ALTER TABLE users_new RENAME TO users',
  ],
})

const failing: Migration = {
  number: 9,
  name: 'lamps',
  statements: ['CREATE TABLE lamps (id INTEGER NOT NULL) STRICT'],
  step: async (executor) => {
    await executor.run('INSERT INTO lamps (id) VALUES (1)')
    throw new Error('the step failed')
  },
}

const today = [shop, idsOnce, keys, sessions, attempts, ledger, administration]

/** A database file with rows in every table, on which today's migrations have run. */
const usedFile = async ({ newFile, open }: SqliteHarness, migrations: readonly Migration[]) => {
  const file = newFile()
  const before = open(file, { migrations: today })
  await before.migrate()
  const { change, visible } = await aChange(before)
  await before.unitOfWork.run(change)
  await before.close()
  const store = open(file, { migrations: [...today, ...migrations] })
  const assertUnchanged = async () => {
    equal(await visible(store), changed)
    const line = { userId: UNKNOWN_ID, productId: UNKNOWN_ID, quantity: 1, priceAdded: undefined }
    await rejected(
      store.unitOfWork.run(({ carts }) => carts.saveLines([line])),
      'a line without a user',
    )
  }
  return { file, store, assertUnchanged }
}

export const sqliteMigrationsContract: Contract<SqliteHarness> = {
  'rebuilds a table that others refer to, loses nothing, and enforces foreign keys again': async (harness) => {
    const { store, assertUnchanged } = await usedFile(harness, [rebuilt('true')])
    for (const applied of [['rebuilt'], []]) {
      equal(await store.migrate(), { applied, newer: [], notes: [] })
      await store.ready()
      await assertUnchanged()
    }
    await aUser(store)
  },

  'gives no id of a deleted user or product again': async ({ newFile, open }) => {
    const file = newFile()
    const store = open(file)
    await store.migrate()
    const [users, products] = [await someUsers(store, 2), await someProducts(store, [{}, {}])]
    using database = new DatabaseSync(file)
    database.exec('DELETE FROM stock_changes')
    for (const table of ['users', 'products']) database.exec(`DELETE FROM ${table} WHERE id = 2`)
    for (const [{ id }, before] of [
      [await aUser(store), users],
      [present((await someProducts(store, [{}]))[0]), products],
    ] as const) {
      equal([...before.map((each) => each.id), id], [1, 2, 3])
    }
  },

  'rolls all pending migrations back when one fails, or leaves rows without what they refer to': async (harness) => {
    for (const [migrations, message] of [
      [[rebuilt('true'), failing], /migration 9 "lamps" failed: the step failed/],
      [[rebuilt('false')], /a migration left 2 rows without what they refer to/],
    ] as const) {
      const { file, store, assertUnchanged } = await usedFile(harness, migrations)
      const tables = () => valuesIn(file, 'SELECT sql FROM sqlite_schema ORDER BY name')
      const before = tables()
      const reason = String(await rejected(store.migrate()))
      assert(message.test(reason), `${reason} matches ${message}`)
      equal(tables(), before)
      equal(valuesIn(file, 'SELECT number FROM schema_migrations'), [1, 2, 3, 4, 5, 6, 7])
      await rejected(store.ready(), 'readiness')
      await assertUnchanged()
    }
  },
}
