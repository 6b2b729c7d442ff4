import type { MigratableStore } from '../../src/adapters/sql/migrations.ts'
import { emailKey } from '../../src/domain/accounts/user.ts'
import { nameKey, searchKey, wordsOf } from '../../src/domain/catalogue/product.ts'
import { err } from '../../src/domain/result.ts'
import { fold } from '../../src/domain/text.ts'
import type { Contract } from './contract.ts'
import { assert, equal, rejected } from './expect.ts'
import { newUser, wholePage } from './given.ts'

type Opened = {
  readonly store: MigratableStore
  execute(statement: string): Promise<unknown>
  rows(query: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** The definitions of all tables. */
  tables(): Promise<unknown>
}

export type KeysHarness = {
  /** A store on the tables of the previous version. */
  openPrevious(): Promise<Opened>
  /** Whether `email` differs from `email` and a space: MySQL ignores the space. */
  readonly comparesSpaces: boolean
}

type Row = Readonly<Record<string, string>>

const insert = ({ execute }: Opened, table: string, row: Row) => {
  const values = Object.values(row).map((value) => `'${value.replaceAll("'", "''")}'`)
  return execute(`INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')})`)
}

const user = (email: string, username = email, key = username): Row => ({
  ...{ email: `${email}@example.com`, username, username_key: key },
  password_hash: 'no hash',
})

const product = (sku: string, name: string, key: string): Row => ({
  ...{ sku, name, name_key: key },
  ...{ description: '', price_minor: '100', stock: '1' },
})

/** MySQL answers bytes for keys. */
const texts = async ({ rows }: Opened, columns: string, table: string) =>
  (await rows(`SELECT ${columns} FROM ${table} ORDER BY 1`)).map((row) =>
    Object.values(row).map((value) => (value === null ? null : String(value))),
  )

const usersIn = (opened: Opened) => texts(opened, 'id, email, email_key, username, username_key', 'users')
const historyOf = (opened: Opened) => texts(opened, 'number, name, checksum, applied_at', 'schema_migrations')

/** Ids and keys of usernames. */
const usernameKeys = async (opened: Opened) => Object.fromEntries(await texts(opened, 'id, username_key', 'users'))

const idOf = async ({ store }: Opened, email: string) => (await store.readers.users.byEmail(email))?.id

const add = ({ store }: Opened, details: { readonly email?: string; readonly username?: string }) =>
  store.unitOfWork.run(({ users }) => users.add({ ...newUser(), ...details }))

/** As people may type it. */
const spellings = (text: string): readonly string[] => [
  // Not `toUpperCase` of the whole: STRASSE is another mailbox than straße.
  ...[text, text.replaceAll(/[^ß]/gu, (letter) => letter.toUpperCase()), text.toLowerCase(), text.normalize('NFD')],
  ...[`${text}\u200b`, `${text.slice(0, 1)}\u00ad${text.slice(1)}`],
]

const crooked = [
  user('Ada', 'Ada', 'ADA'),
  user('jose\u0301', 'Jose\u0301', 'jose\u0301'),
  user('οδος', 'ΟΔΟΣ', 'οδος'),
  user('ni\u200bls', 'Ni\u00adls', 'ni\u00adls'),
  user('istanbul', 'İstanbul', 'i\u0307stanbul'),
  user('straße', 'Straße', 'straße'),
  // Another mailbox.
  user('strasse', 'another'),
  user('bob', 'Bob', 'carol'),
  user('carol', 'Carol', 'bob'),
  user('dan', 'Dan', 'erin'),
  user('erin', 'Erin', 'frank'),
  user('frank', 'Frank', 'of nobody'),
  { ...user('eve'), email: 'Eve@example.com ' },
  user('straight'),
]

const namesNow = async ({ store }: Opened, query: Partial<typeof wholePage>) =>
  (await store.readers.catalogue.page({ ...wholePage, ...query })).map(({ name }) => name)

export const keysContract: Contract<KeysHarness> = {
  'logs in a user who was moved by hand, however the email is typed, and gives the name to nobody else': async ({
    openPrevious,
  }) => {
    const opened = await openPrevious()
    for (const row of crooked) await insert(opened, 'users', row)
    equal(await opened.store.migrate(), {
      applied: ['keys', 'sessions', 'attempts', 'stock-ledger', 'administration'],
      newer: [],
      notes: [],
    })
    for (const [i, { email = '', username = '' }] of crooked.entries()) {
      for (const typed of [...spellings(email), ` ${email}\u00a0`]) {
        equal(await idOf(opened, typed), i + 1, `the user of "${typed}"`)
        equal(await add(opened, { email: typed }), err({ type: 'email_taken' }), `"${typed}"`)
      }
      for (const typed of spellings(username)) {
        equal(await add(opened, { username: typed }), err({ type: 'username_taken' }), `"${typed}"`)
      }
    }
    const migrated = await usersIn(opened)
    for (const [id, email = '', key, username = '', usernameKey] of migrated as string[][]) {
      equal([key, usernameKey], [emailKey(email), fold(username)], `the keys of user ${id}`)
    }
    equal(migrated.length, crooked.length, 'the number of users')
    equal(await opened.store.migrate(true), { applied: [], newer: [], notes: [] })
    equal(await usersIn(opened), migrated, 'the users after a repair')
  },

  'opens the stock ledger of products that were moved by hand, and corrects it after a change by hand': async ({
    openPrevious,
  }) => {
    const opened = await openPrevious()
    for (const sku of ['A', 'B']) await insert(opened, 'products', product(sku, sku, sku))
    await insert(opened, 'products', { ...product('NONE', 'none', 'none'), stock: '0' })
    await opened.store.migrate()
    const ledger = () => texts(opened, 'product_id, delta, stock_after, reason', 'stock_changes')
    const opening = [1, 2].map((id) => [`${id}`, '1', '1', 'opening'])
    equal(await ledger(), opening)
    // As a sale of the previous version.
    await opened.execute("UPDATE products SET stock = 5 WHERE sku = 'B'")
    await opened.store.migrate(true)
    await opened.store.migrate(true)
    equal((await ledger()).toSorted(), [...opening, ['2', '4', '5', 'correction']].toSorted())
  },

  'finds and sorts products that were moved by hand': async ({ openPrevious }) => {
    const opened = await openPrevious()
    for (const row of [
      product('C', 'Crème', 'zzz'),
      product('A', 'apple', 'apple'),
      product('Z', 'STRASSE', 'STRASSE'),
      product('S', 'Straße', 'straße'),
      product('B', 'Ｂow\u200bl', 'Ｂow\u200bl'),
    ]) {
      await insert(opened, 'products', row)
    }
    const notes = ['mended the keys of 4 products']
    equal(await opened.store.migrate(), {
      applied: ['keys', 'sessions', 'attempts', 'stock-ledger', 'administration'],
      newer: [],
      notes,
    })
    for (const [typed, found] of [
      ['creme', ['Crème']],
      ['bowl', ['Ｂow\u200bl']],
      ['strasse', ['STRASSE', 'Straße']],
      ['s straße', ['STRASSE', 'Straße']],
      ['zzz', []],
    ] as const) {
      equal(await namesNow(opened, { words: wordsOf(typed) }), found, `what "${typed}" finds`)
    }
    const sorted = ['apple', 'Ｂow\u200bl', 'Crème', 'STRASSE', 'Straße']
    equal(await namesNow(opened, { sort: 'name' }), sorted)
    equal(await opened.store.migrate(true), { applied: [], newer: [], notes: [] })

    for (const [column, wrong] of [
      ['name_key', 'zzz'],
      ['search_key', 'zzz'],
    ] as const) {
      await opened.execute(`UPDATE products SET ${column} = '${wrong}' WHERE id = 2`)
      equal((await opened.store.migrate(true)).notes, ['mended the keys of 1 products'], column)
      const found = await texts(opened, 'id, sku, name, name_key, search_key', 'products')
      for (const [id, sku = '', name = '', ...keys] of found as string[][]) {
        equal(keys, [nameKey(name), searchKey({ sku, name })], `the keys of product ${id}`)
      }
    }
  },

  'stops before it has changed anything when two users have one email, and names both': async (harness) => {
    const pairs = [
      ['ada@example.com', 'Ada@example.com'],
      ['Ada@example.com', 'ADA@example.com'],
      ['josé@example.com', 'jose\u0301@example.com'],
      ['οδος@example.com', 'οδοσ@example.com'],
      ['ni\u200bls@example.com', 'nils@example.com'],
      ['eve@example.com', 'eve@example.com '],
    ] as const
    for (const [i, [first, second]] of pairs.entries()) {
      const opened = await harness.openPrevious()
      const { store, execute, tables } = opened
      await insert(opened, 'users', user('someone', `someone else`))
      await insert(opened, 'users', { ...user('one', 'One'), email: first })
      const isLast = i === pairs.length - 1
      const inserted = insert(opened, 'users', { ...user('two', 'Two'), email: second })
      if (isLast && !harness.comparesSpaces) {
        await rejected(inserted, `the email "${second}"`)
        continue
      }
      await inserted
      const state = async (columns: string) => [
        ...[await tables(), await historyOf(opened), await texts(opened, columns, 'users')],
      ]
      const assertStops = async (repair: boolean, columns: string) => {
        const before = await state(columns)
        const reason = 'users 2 and 3 have one email, and nothing was changed: give one of them another'
        const message = `: ${reason}; fix it, or use an empty database, and migrate again`
        const thrown = String(await rejected(store.migrate(repair), `"${first}" and "${second}"`))
        assert(thrown.endsWith(message), `"${thrown}" ends with "${message}"`)
        equal(await state(columns), before, `what there is after "${thrown}"`)
      }
      await assertStops(false, 'id, email, username, username_key')
      await execute("UPDATE users SET email = 'three@example.com' WHERE id = 3")
      equal(await store.migrate(), {
        applied: ['keys', 'sessions', 'attempts', 'stock-ledger', 'administration'],
        newer: [],
        notes: [],
      })
      equal([await idOf(opened, first), await idOf(opened, 'Three@example.com')], [2, 3])

      await execute(`UPDATE users SET email = '${second}' WHERE id = 3`)
      await assertStops(true, 'id, email, email_key, username, username_key')
      await execute("UPDATE users SET email = 'four@example.com' WHERE id = 3")
      equal((await store.migrate(true)).notes, ['mended the keys of 1 emails'])
      equal([await idOf(opened, first), await idOf(opened, 'Four@example.com')], [2, 3])
    }
  },

  'leaves the oldest of users with one name its key, and names the newer ones once': async ({ openPrevious }) => {
    const opened = await openPrevious()
    for (const row of [
      user('first', 'Ada', 'first'),
      user('second', 'ＡＤＡ', 'ada'),
      user('third', 'aDa', 'third'),
      user('fourth', 'Bob', 'bob'),
      user('fifth', 'bo\u00adb', 'fifth'),
    ]) {
      await insert(opened, 'users', row)
    }
    const note = (older: number, newer: number) =>
      `users ${older} and ${newer} have one username: ${older} keeps it, and ${newer} logs in by email as before`
    const { applied, notes } = await opened.store.migrate()
    equal(
      [applied, [...notes].sort()],
      [
        ['keys', 'sessions', 'attempts', 'stock-ledger', 'administration'],
        [note(1, 2), note(1, 3), note(4, 5)],
      ],
    )
    const keys = { 1: 'ada', 2: 'ada#2', 3: 'ada#3', 4: 'bob', 5: 'bob#5' }
    equal(await usernameKeys(opened), keys)
    equal(await idOf(opened, 'Third@example.com'), 3)
    for (const username of ['ADA', 'Bob', 'ada#2']) {
      equal(await add(opened, { username }), err({ type: 'username_taken' }), username)
    }
    equal(await opened.store.migrate(true), { applied: [], newer: [], notes: [] })
    equal(await usernameKeys(opened), keys, 'the keys after a repair')

    await opened.execute("UPDATE users SET username = 'Grace' WHERE id = 1")
    equal((await opened.store.migrate(true)).notes, [])
    equal(await usernameKeys(opened), { ...keys, 1: 'grace', 2: 'ada' })
  },

  'migrates a user whose name is the key that another would get': async ({ openPrevious }) => {
    const opened = await openPrevious()
    for (const row of [
      user('one', 'Ada', 'ada'),
      user('two', 'ada', 'x'),
      user('three', 'Ada#2', 'ada#2'),
      user('four', 'ADA#2', 'y'),
    ]) {
      await insert(opened, 'users', row)
    }
    equal((await opened.store.migrate()).notes.length, 2, 'the number of notes')
    const keys = await usernameKeys(opened)
    equal([keys[1], keys[3]], ['ada', 'ada#2'])
    for (const username of ['Ada', 'ada#2']) {
      equal(await add(opened, { username }), err({ type: 'username_taken' }), username)
    }
    equal((await opened.store.migrate(true)).notes, [])
    equal(await usernameKeys(opened), keys, 'the keys after a repair')
  },

  'logs in a user who is moved by hand after the migration, at once but for letters of no store, and all after a repair':
    async ({ openPrevious }) => {
      const opened = await openPrevious()
      const { store } = opened
      await store.migrate()
      for (const name of ['Ada', 'jose\u0301', 'Οδος', 'ni\u200bls']) await insert(opened, 'users', user(name))
      equal(await idOf(opened, 'ada@example.com'), 1)
      equal(await add(opened, { email: 'ADA@example.com' }), err({ type: 'email_taken' }))
      await rejected(insert(opened, 'users', user('ADA', 'another')), 'another with the same email')
      equal(await add(opened, { email: 'Οδος@example.com' }), err({ type: 'email_taken' }), 'before the repair')

      const { notes } = await store.migrate(true)
      equal(notes, ['mended the keys of 3 emails'])
      for (const [i, name] of ['ada', 'josé', 'οδος', 'nils'].entries()) {
        const email = `${name}@example.com`
        equal(await idOf(opened, email), i + 1, email)
        equal(await add(opened, { email }), err({ type: 'email_taken' }), email)
        equal(await add(opened, { username: name }), err({ type: 'username_taken' }), name)
      }
      await opened.execute("UPDATE users SET email = 'Grace@example.com', email_key = NULL WHERE id = 1")
      await store.migrate(true)
      equal(await idOf(opened, 'grace@example.com'), 1)
      equal(await idOf(opened, 'ada@example.com'), undefined)
    },
}
