import { DatabaseSync } from 'node:sqlite'
import type { MigratableStore, Migration } from '../../src/adapters/sql/migrations.ts'
import { shop } from '../../src/adapters/sqlite/migrations/0001-shop.ts'
import type { SqliteOptions } from '../../src/adapters/sqlite/store.ts'
import type { Contract } from './contract.ts'
import { equal, holds, rejected } from './expect.ts'
import { aProduct, aUser, fill, keep, NOBODY, newUser, orderOf } from './given.ts'

export type SqliteHarness = {
  /** A file that nobody has used before. */
  newFile(): string
  open(file: string, options?: SqliteOptions): MigratableStore
}

/** What is in the file: asked on a connection of its own. */
const rowsIn = (file: string, sql: string): readonly unknown[] => {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row)[0])
  } finally {
    database.close()
  }
}

const tablesIn = (file: string) => rowsIn(file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")

/** The steps of https://www.sqlite.org/lang_altertable.html#otheralter, on a table that carts and orders refer to. */
const rebuilt = (kept: string): Migration => ({
  number: 2,
  name: 'nicknames',
  statements: [
    `CREATE TABLE users_new (
      id INTEGER PRIMARY KEY,
      email TEXT NOT NULL UNIQUE,
      username TEXT NOT NULL,
      username_key TEXT NOT NULL UNIQUE,
      password_hash TEXT NOT NULL,
      role TEXT NOT NULL DEFAULT 'customer',
      nickname TEXT NOT NULL DEFAULT 'friend'
    ) STRICT`,
    `INSERT INTO users_new (id, email, username, username_key, password_hash, role)
     SELECT id, email, username, username_key, password_hash, role FROM users WHERE ${kept}`,
    'DROP TABLE users',
    'ALTER TABLE users_new RENAME TO users',
  ],
})

/** A file on which someone has a cart and an order, as the version before left it. */
const used = async ({ newFile, open }: SqliteHarness) => {
  const file = newFile()
  const store = open(file)
  await store.migrate()
  const [user, product] = [await aUser(store), await aProduct(store)]
  await fill(store, { userId: user.id, lines: [{ productId: product.id, quantity: 2 }] })
  const order = orderOf(user, [product])
  await keep(store, order)
  await store.close()
  return { file, user, product, order }
}

/** A foreign key that nothing else would notice: the cart of nobody. */
const strayLine = (store: MigratableStore, productId: number) =>
  store.unitOfWork.run(({ carts }) => carts.saveLines([{ userId: NOBODY, productId, quantity: 1 }]))

export const sqliteMigrationsContract: Contract<SqliteHarness> = {
  'rolls a migration back whose step throws, with its statements, and those before it': async ({ newFile, open }) => {
    const file = newFile()
    const lamps = { number: 2, name: 'lamps', statements: ['CREATE TABLE lamps (id INTEGER NOT NULL) STRICT'] }
    const fails: Migration = {
      ...lamps,
      step: async (executor) => {
        await executor.run('INSERT INTO lamps (id) VALUES (?)', [1])
        throw new Error('the lights went out')
      },
    }
    const store = open(file, { migrations: [shop, fails] })
    const reason = String(await rejected(store.migrate()))
    holds(/migration 2 "lamps" failed: the lights went out/.test(reason), `${reason} names the migration`)
    equal(tablesIn(file), [])
    await rejected(store.ready(), 'readiness')
    await store.close()

    const works: Migration = {
      ...lamps,
      step: async (executor) => void (await executor.run('INSERT INTO lamps (id) VALUES (?)', [2])),
    }
    const mended = open(file, { migrations: [shop, works] })
    equal((await mended.migrate()).applied, ['shop', 'lamps'])
    equal(rowsIn(file, 'SELECT id FROM lamps'), [2])
    await aUser(mended)
  },

  'builds a table anew that others refer to, and loses nothing': async (harness) => {
    const { file, user, product, order } = await used(harness)
    const store = harness.open(file, { migrations: [shop, rebuilt('true')] })
    equal(await store.migrate(), { applied: ['nicknames'], newer: [] })
    await store.ready()
    equal(rowsIn(file, 'SELECT nickname FROM users'), ['friend'])
    equal(await store.readers.users.byId(user.id), user)
    equal((await store.readers.carts.byUser(user.id))?.cart.lines, [{ productId: product.id, quantity: 2 }])
    equal(await store.readers.orders.page(user.id, 10, undefined), [order])
    const next = await store.unitOfWork.run(({ users }) => users.add(newUser()))
    holds(next.ok && next.value.id > user.id, 'a new user has a new id')
  },

  'keeps to foreign keys again after it has migrated, and when there was nothing to migrate': async (harness) => {
    const { file, product } = await used(harness)
    const store = harness.open(file, { migrations: [shop, rebuilt('true')] })
    for (const applied of [['nicknames'], []]) {
      equal((await store.migrate()).applied, applied)
      await rejected(strayLine(store, product.id), 'a line in the cart of nobody')
      equal(rowsIn(file, `SELECT user_id FROM cart_lines WHERE user_id = ${NOBODY}`), [])
    }
  },

  'refuses a migration that leaves rows without what they refer to, and rolls it back': async (harness) => {
    const { file, user, product, order } = await used(harness)
    const before = rowsIn(file, 'SELECT sql FROM sqlite_schema ORDER BY name')
    const store = harness.open(file, { migrations: [shop, rebuilt('false')] })
    const reason = String(await rejected(store.migrate()))
    holds(/a migration left 2 rows without what they refer to/.test(reason), `${reason} says so`)
    equal(rowsIn(file, 'SELECT sql FROM sqlite_schema ORDER BY name'), before, 'the tables')
    equal(rowsIn(file, 'SELECT number FROM schema_migrations'), [1])
    equal(await store.readers.orders.page(user.id, 10, undefined), [order])
    await rejected(strayLine(store, product.id), 'a line in the cart of nobody')
  },
}
