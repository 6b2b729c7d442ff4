import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { argon2Passwords } from '../../../src/adapters/security/argon2.ts'
import { emailKey, register } from '../../../src/domain/accounts/user.ts'
import { unwrap } from '../../contracts/expect.ts'
import { BLANKS, EMPTY, INVISIBLE } from '../../contracts/nasty.ts'
import { expected, products } from '../../support/bodies.ts'
import { at, codeOf } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { openKiosk } from '../../support/kiosk.ts'

const U = (text: string) => [...text].map((c) => `U+${c.codePointAt(0)?.toString(16).padStart(4, '0')}`).join(' ')
const named = (all: readonly string[]) => all.map((text) => [U(text), text] as const)
const form = { email: 'ada@example.com', username: 'Ada', password: PASSWORD }
/** The old application's hash. */
const DIGEST = createHash('sha256').update(PASSWORD).digest('hex')
const query = (q: string) => `/products?q=${encodeURIComponent(q)}`

describe.each(named(INVISIBLE))('an invisible character, %s,', (_, c) => {
  it('is taken away at every door', async () => {
    const { anonymous, store, shop, addProducts } = openKiosk()
    const hidden = { email: `${c}a${c}da@exa${c}mple.com${c}`, username: `${c}A${c}da${c}` }
    const registered = await anonymous.post('/register', { ...form, ...hidden })
    expect(at(registered.body, 'user')).toEqual({ id: 1, email: 'ada@example.com', username: 'Ada' })
    for (const email of [form.email, hidden.email, `AD${c}A@example.com`]) {
      expect((await anonymous.post('/login', { email, password: PASSWORD })).status).toBe(200)
    }
    const again = await anonymous.post('/register', { ...form, email: `ada${c}@example.com`, username: 'Bob' })
    const namesake = await anonymous.post('/register', { ...form, email: 'bob@example.com', username: `ad${c}a` })
    expect([codeOf(again), codeOf(namesake)]).toEqual(['email_taken', 'username_taken'])
    expect(unwrap(await shop.promoteUser(hidden.email))).toMatchObject({ id: 1, role: 'admin' })
    expect(await store.readers.users.byEmail(form.email)).toMatchObject({ id: 1, role: 'admin' })

    await addProducts({ sku: `${c}L${c}-1${c}`, name: `${c}Desk${c} la${c}mp${c}`, stock: '1' })
    await addProducts({ sku: `L${c}-1`, name: `Desk lamp${c}`, stock: '2' })
    const one = await anonymous.get('/products/1')
    expect(one.body).toMatchObject({ sku: 'L-1', name: 'Desk lamp', stock: 2 })
    for (const q of ['desk lamp', `${c}lamp${c} d${c}esk`, `l${c}-1`]) {
      expect(expected(await anonymous.get(query(q)), 200, products), q).toMatchObject([{ id: 1 }])
    }
    expect((await anonymous.get('/products/2')).status).toBe(404)
  })

  it('is a part of a password like any other', async () => {
    const { anonymous } = openKiosk()
    const password = `secret${c}word`
    expect((await anonymous.post('/register', { ...form, password })).status).toBe(201)
    const logIn = async (typed: string) =>
      (await anonymous.post('/login', { email: form.email, password: typed })).status
    expect([await logIn(password), await logIn('secretword'), await logIn(`${password}${c}`)]).toEqual([200, 401, 401])
  })
})

it.each(named(BLANKS))('%s is a blank in names and searches', async (_, blank) => {
  const { anonymous, addProducts } = openKiosk()
  const names = { username: `${blank}Ada${blank}B${blank}`, email: `${blank}ada@example.com${blank}` }
  const { body } = await anonymous.post('/register', { ...form, ...names })
  expect(at(body, 'user')).toEqual({ id: 1, email: form.email, username: 'Ada B' })
  await addProducts({ sku: `${blank}L 1${blank}`, name: `${blank}Desk${blank}lamp${blank}` })
  expect((await anonymous.get('/products/1')).body).toMatchObject({ sku: 'L 1', name: 'Desk lamp' })
  const found = await anonymous.get(query(`${blank}lamp${blank}${blank}desk${blank}`))
  expect(expected(found, 200, products)).toMatchObject([{ id: 1 }])
})

describe('what is refused, and changes nothing,', () => {
  const kiosk = openKiosk()
  const { anonymous, addProducts, shop } = kiosk
  /** The fields that a refused request names. */
  const faultsOf = async (changes: Partial<typeof form>) => {
    const { status, body } = await anonymous.post('/register', { ...form, ...changes })
    expect(status).toBe(422)
    return [at(body, 'errors', 0, 'pointer'), at(body, 'errors', 'length')]
  }

  it.each(named(EMPTY))('is a name of nothing: %s', async (_, text) => {
    expect(await faultsOf({ username: text })).toEqual(['/username', 1])
    expect(await faultsOf({ email: text })).toEqual(['/email', 1])
    expect(at((await anonymous.get(query(text))).body, 'errors', 0, 'pointer')).toBe('/q')
    await expect(addProducts({ name: text })).rejects.toThrow('bad_rows')
    await expect(addProducts({ sku: text })).rejects.toThrow('bad_rows')
  })

  it.each(named(['\u2028', '\u2029']))('is a line separator, %s', async (_, c) => {
    for (const text of [`${c}a`, `a${c}b`, `a${c}`]) {
      expect(await faultsOf({ username: text })).toEqual(['/username', 1])
      expect(await faultsOf({ email: `${text}@x.org` })).toEqual(['/email', 1])
      expect(await faultsOf({ email: `a@x${text}` })).toEqual(['/email', 1])
      expect(at((await anonymous.get(query(text))).body, 'errors', 0, 'pointer')).toBe('/q')
      await expect(addProducts({ name: text })).rejects.toThrow('bad_rows')
      await expect(addProducts({ sku: text })).rejects.toThrow('bad_rows')
    }
  })

  it.each(['\u0301', '\u0308 \u0301', '\u05b0\u05bc', '\u064b\u0670', '\u00a0\u0301\u200b', '\u00b4'])(
    'is a search for accents only: %j',
    async (q) => {
      const { status, body } = await anonymous.get(query(q))
      expect([status, at(body, 'errors', 0, 'pointer')]).toEqual([422, '/q'])
    },
  )

  it.each(['admin', 'ADMİN', 'Administrator', 'r\u200boot', 'ｓｕｐｐｏｒｔ', ' Kiosk '])(
    'is a name that is the shop’s: %j',
    async (username) => {
      expect(await faultsOf({ username })).toEqual(['/username', 1])
    },
  )

  it.each(['Аda', 'pаypal', 'οmega', 'Ada Ада', '東京tower'])(
    'is a name in letters of two scripts: %j',
    async (username) => {
      expect(await faultsOf({ username })).toEqual(['/username', 1])
    },
  )

  it('leaves an empty shop', async () => {
    expect(expected(await anonymous.get('/products'), 200, products)).toEqual([])
    expect(await shop.promoteUser(form.email)).toMatchObject({ ok: false })
    expect((await anonymous.post('/register', form)).body).toMatchObject({ user: { id: 1 } })
  })
})

describe('a customer whose row was moved here by hand', () => {
  it.each([
    ['capitals', 'Ada@Example.com', ' ada@example.COM'],
    ['decomposed accents', 'jose\u0301@example.com', 'JOSÉ@example.com'],
    ['a final sigma', 'ΟΔΟΣ@example.com', 'οδος@example.com'],
    ['a dotted capital I', 'İpek@example.com', 'ipek@EXAMPLE.com'],
  ])('with %s in the email logs in by any spelling, and no one else registers it', async (_, email, typed) => {
    const { store, anonymous } = openKiosk()
    const row = register({ email, username: 'Ada', password: '' }, DIGEST)
    await store.unitOfWork.run(({ users }) => users.add(row))
    for (const spelling of [typed, email, emailKey(email)]) {
      expect((await anonymous.post('/login', { email: spelling, password: PASSWORD })).status, spelling).toBe(200)
      expect(codeOf(await anonymous.post('/register', { ...form, username: 'Eve', email: spelling }))).toBe(
        'email_taken',
      )
    }
  })

  // The shop's own hasher, whose library throws for some of these.
  const kiosk = openKiosk({ passwords: argon2Passwords({ concurrency: 2 }) })
  it.each([
    ...['', 'x', '*', '!', PASSWORD, 'NULL', '$', '$$$$', '\u0000', DIGEST.slice(1), `${DIGEST}0`, `md5:${DIGEST}`],
    ...[
      '$argon2id$',
      '$argon2id$v=19$m=19456,t=2,p=1$$',
      '$argon2id$v=19$m=0,t=0,p=0$AAAA$AAAA',
      '$argon2id$v=19$m=x$é$',
    ],
    ...['$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAA', '$2b$10$abcdefghijklmnopqrstuuN9qo8uLOickgx2ZMRZoMyeIjZAgcfl7'],
    ...[
      '$scrypt$',
      '$scrypt$ln=10,r=8,p=0$AA$AA',
      '$scrypt$ln=99,r=99,p=99$AAAAAAAAAAAAAAAAAAAAAA$',
      'pbkdf2:sha256:1$a$b',
    ],
  ])('and whose hash is no hash, but %j, gets 401', async (passwordHash) => {
    const name = crypto.randomUUID()
    const row = register({ email: `${name}@example.com`, username: name, password: '' }, passwordHash)
    await kiosk.store.unitOfWork.run(({ users }) => users.add(row))
    for (const password of [PASSWORD, passwordHash]) {
      const answer = await kiosk.anonymous.post('/login', { email: row.email, password })
      expect([answer.status, codeOf(answer)]).toEqual([401, 'wrong_credentials'])
    }
  })
})
