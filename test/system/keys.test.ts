import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers'
import { describe, expect } from 'vitest'
import { migrate as migrateMysql } from '../../src/adapters/mysql/migrate.ts'
import { shop as mysqlShop } from '../../src/adapters/mysql/migrations/0001-shop.ts'
import { shop } from '../../src/adapters/sqlite/migrations/0001-shop.ts'
import { idsOnce } from '../../src/adapters/sqlite/migrations/0002-ids-once.ts'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'
import { client, sendTo } from '../support/client.ts'
import { PASSWORD } from '../support/customers.ts'
import { test as inFolder } from '../support/server-fixtures.ts'
import { kiosk, kioskCommand, launch } from '../support/server-process.ts'
import { execute } from '../support/servers/mysql-server.ts'
import { persistentStores } from '../support/stores.ts'

const USERS = 100_000
const PRODUCTS = 5_000
const KILLS = 10

const email = 'example.com'
/** By `id / 100 % 8`: an email, a username and its key. The others are the domain's. */
const crooked = [
  (id: number) => [`Jose\u0301${id}@${email}`, `U${id}`, `u${id}`],
  (id: number) => [`${id}ΟΔΟΣ@${email}`, `${id}ΟΔΟΣ`, `${id}οδος`],
  (id: number) => [`u\u200b${id}@${email}`, `U\u00ad${id}`, `U\u00ad${id}`],
  (id: number) => [`U${id}@${email} `, `U${id}`, `U${id}`],
  // Two with each other's keys.
  (id: number) => [`u${id}@${email}`, `U${id}`, `u${id + 100}`],
  (id: number) => [`u${id}@${email}`, `U${id}`, `u${id - 100}`],
  // The names of two others, one newer and one older.
  (id: number) => [`u${id}@${email}`, `U${id + 1}`, `odd ${id}`],
  (id: number) => [`u${id}@${email}`, `U${id - 1}`, `odd ${id}`],
] as const

const userOf = (id: number) =>
  (id % 100 === 0 && crooked[(id / 100) % 8]?.(id)) || [`u${id}@${email}`, `u${id}`, `u${id}`]

const odd = (column: string) => `${column} = concat('odd ', id)`

const valuesOf = (from: number, rowOf: (id: number) => string) =>
  Array.from({ length: 5_000 }, (_, i) => rowOf(from + i + 1)).join(', ')

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

type Row = Readonly<Record<string, unknown>>
type Sql = (statement: string) => Promise<readonly Row[]>

const fill = async (sql: Sql): Promise<void> => {
  for (let from = 0; from < USERS; from += 5_000) {
    const values = valuesOf(from, (id) => `(${id}, '${userOf(id).join("', '")}', 'no hash')`)
    await sql(`INSERT INTO users (id, email, username, username_key, password_hash) VALUES ${values}`)
  }
  for (let from = 0; from < PRODUCTS; from += 5_000) {
    const values = valuesOf(from, (id) => `(${id}, 'P${id}', 'Crème ${id}', 'CRÈME ${id}', '', 1, 1)`)
    await sql(`INSERT INTO products (id, sku, name, name_key, description, price_minor, stock) VALUES ${values}`)
  }
}

/** One text a row: MySQL answers bytes for keys. */
const keysIn = async (sql: Sql): Promise<readonly string[]> => {
  const found: string[] = []
  for (const query of [
    'SELECT id, email_key, username_key FROM users ORDER BY id',
    'SELECT id, name_key, search_key FROM products ORDER BY id',
    'SELECT number, name, checksum FROM schema_migrations ORDER BY number',
  ]) {
    found.push(...(await sql(query)).map((row) => Object.values(row).map(String).join(' | ')))
  }
  return found
}

describe.each(persistentStores)('on $name', ({ name, database }) => {
  /** An empty database on the tables of the previous version. */
  const test = inFolder.extend('previous', async ({ folder }, { onCleanup }) => {
    const drops: (() => Promise<void>)[] = []
    onCleanup(async () => {
      for (const drop of drops) await drop()
    })
    return async () => {
      const { url, drop } = await database()
      drops.push(drop)
      const place = { folder, env: { DATABASE_URL: url } }
      const file = join(folder, url.replace('sqlite:', ''))
      const isFile = url.startsWith('sqlite:')
      if (isFile) {
        const store = sqliteStore(file, { migrations: [shop, idsOnce] })
        await store.migrate()
        await store.close()
      } else {
        await migrateMysql(url, [mysqlShop])
      }
      const sql: Sql = async (statement) => {
        if (!isFile) return execute(url, statement)
        using opened = new DatabaseSync(file)
        return opened.prepare(statement).all()
      }
      // A killed process keeps the lease, and others waiting, for up to 30 s.
      const expireLease = async () => {
        if (!isFile) await sql("UPDATE migration_lease SET expires_at = '2000-01-01'")
      }
      return { place, sql, expireLease }
    }
  })

  test(`a migration of ${USERS} users that is killed ${KILLS} times ends like one that was not`, {
    timeout: 180_000,
  }, async ({ previous }) => {
    const [whole, killed] = [await previous(), await previous()]
    await Promise.all([fill(whole.sql), fill(killed.sql)])
    const start = performance.now()
    expect(await kiosk(whole.place, 'migrate')).toMatchObject({
      code: 0,
      out: 'Applied keys, sessions, attempts, stock-ledger, administration.\n',
    })
    const tookMs = performance.now() - start
    const wanted = await keysIn(whole.sql)
    expect(wanted.filter((row) => / \| u\d+#\d+$/.test(row)).length).toBe(250)

    const moments: number[] = []
    while (moments.length < KILLS) {
      // On MySQL, ten thirds of the time are enough: what was done before is not done again.
      const moment = (Math.random() * tookMs) / (name === 'SQLite' ? 1 : 3)
      const [command, ...args] = kioskCommand('migrate')
      const { child, ended } = launch(command, args, killed.place)
      const timer = setTimeout(() => child.kill('SIGKILL'), moment)
      await ended
      clearTimeout(timer)
      await killed.expireLease()
      if (child.signalCode === 'SIGKILL') moments.push(moment)
      // It was faster: there has to be something to do for the next one.
      else await killed.sql(`UPDATE users SET ${['email_key', 'username_key'].map(odd)} WHERE id % 9 = 0`)
    }
    expect(await kiosk(killed.place, 'migrate')).toMatchObject({ code: 0 })
    const keys = await keysIn(killed.sql)
    const differences = wanted.flatMap((row, i) => (row === keys[i] ? [] : `${keys[i]} and not ${row}`))
    expect([keys.length, ...differences.slice(0, 10)], `killed after ${moments.join()} ms`).toEqual([wanted.length])
  })

  test('migrate mends rows that were moved by hand, says what it did, and their owners log in', async ({
    previous,
    open,
  }) => {
    const { place, sql } = await previous()
    const move = (address: string, username: string, key: string, hash = sha256(PASSWORD)) =>
      sql(`INSERT INTO users (email, username, username_key, password_hash)
        VALUES ('${address}', '${username}', '${key}', '${hash}')`)
    const migrate = () => kiosk(place, 'migrate')
    const noHashes = ['no hash', '$argon2id$', '$argon2id$v=19$m=8,t=1,p=1$AAAA$A', '$scrypt$ln=x', 'A'.repeat(63)]
    await move('Ada@Example.com', 'Ada', 'ADA')
    await move('jose\u0301@example.com', 'Jose\u0301', 'x')
    await move('twin@example.com', 'ＡＤＡ', 'ada')
    for (const [i, hash] of noHashes.entries()) await move(`hash${i}@example.com`, `hash${i}`, `hash${i}`, hash)
    await move('ADA@example.com', 'Another', 'another')

    const refused = await migrate()
    const sentence = 'users 1 and 9 have one email, and nothing was changed: give one of them another'
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining(sentence) })
    expect(refused.err.trim()).not.toContain('\n')
    await sql("UPDATE users SET email = 'another@example.com' WHERE id = 9")
    const { code, out, err } = await migrate()
    expect([code, out]).toEqual([0, 'Applied keys, sessions, attempts, stock-ledger, administration.\n'])
    const note = 'users 1 and 3 have one username: 1 keeps it, and 3 logs in by email as before'
    expect(JSON.parse(err)).toMatchObject({ level: 'warn', event: 'rows_repaired', note })

    const { post } = client(sendTo([(await open(place.env)).url]))
    const logIn = async (address: string) => (await post('/login', { email: address, password: PASSWORD })).status
    for (const [address, status] of [
      [' ADA@example.COM', 200],
      ['JOSÉ@example.com', 200],
      ['twin@example.com', 200],
      ['another@example.com', 200],
      ...noHashes.map((_, i) => [`hash${i}@example.com`, 401] as const),
    ] as const) {
      expect([address, await logIn(address)]).toEqual([address, status])
    }
    for (const [form, refusal] of [
      [{ email: 'ada@example.com', username: 'someone' }, 'email_taken'],
      [{ email: 'new@example.com', username: 'aDa' }, 'username_taken'],
    ] as const) {
      const answer = await post('/register', { ...form, password: PASSWORD })
      expect(answer).toMatchObject({ status: 409, body: { code: refusal } })
    }

    await move('Grace@Example.com', 'Grace', 'grace')
    await move('Rene\u0301@example.com', 'Rene', 'rene')
    expect([await logIn('grace@example.com'), await logIn('rené@example.com')]).toEqual([200, 401])
    expect((await migrate()).err).toContain('mended the keys of 1 emails')
    expect(await logIn('rené@example.com')).toBe(200)
    expect(await migrate()).toEqual({ code: 0, out: 'Nothing to migrate: all is in place.\n', err: '' })
  })
})
