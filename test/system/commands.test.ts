import { createHash } from 'node:crypto'
import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect } from 'vitest'
import { accessToken, expected, loggedIn } from '../support/bodies.ts'
import { type Client, client, codeOf, sendTo } from '../support/client.ts'
import { customer, logIn, PASSWORD } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk } from '../support/server-process.ts'
import { read } from './documents.ts'

/** What a command logs that has changed the first user. */
const logged = (event: string) =>
  expect.stringMatching(new RegExp(`^{[^\n]*"event":"${event}","user_id":1,"role":"(?:admin|customer)"}\n$`))

describe.concurrent('kiosk', () => {
  test('migrate, import and promote need no JWT_SECRET in production, serve does', async ({ folder, open }) => {
    const inProduction = (...args: readonly string[]) => kiosk({ folder, env: { NODE_ENV: 'production' } }, ...args)
    const printed = (out: unknown, err: unknown = '') => ({ code: 0, out, err })
    expect(await inProduction('migrate')).toEqual(printed(expect.stringMatching(/^Applied \S[^\n]*\.\n$/)))
    expect(await inProduction('migrate')).toEqual(printed('Nothing to migrate: all is in place.\n'))

    await writeFile(join(folder, 'list.csv'), 'sku,name,price\nMUG,Enamel mug,10.99\n')
    expect(await inProduction('import', 'list.csv')).toEqual(printed('list.csv: 1 added, 0 updated, 0 skipped.\n'))

    await customer(sendTo([(await open()).url]), 'ada')
    const promoted = 'ada@example.com is an administrator now.\n'
    expect(await inProduction('promote', ' Ada@Example.com')).toEqual(printed(promoted, logged('role_changed')))
    const err = 'There is no user with the email bob@example.com: register it first, with POST /register.\n'
    expect(await inProduction('promote', 'bob@example.com')).toEqual({ code: 1, out: '', err })

    expect((await inProduction()).err).toContain('JWT_SECRET is needed')
  })

  test('demote, disable and enable say whom they changed, and a server that runs refuses at once', async ({
    folder,
    open,
  }) => {
    const send = sendTo([(await open()).url])
    const ada = await customer(send, 'ada')
    const run = async (...args: readonly string[]) => Object.values(await kiosk({ folder }, ...args))
    const orders = async (of: Client) => (await of.get('/orders')).status
    const roleChanged = logged('role_changed')
    expect(await run('promote', 'ada@example.com')).toEqual([
      0,
      'ada@example.com is an administrator now.\n',
      roleChanged,
    ])
    expect(await orders(ada)).toBe(200)
    const demoted = 'ada@example.com is a customer now, and logged out.\n'
    expect(await run('demote', 'ada@example.com')).toEqual([0, demoted, roleChanged])
    await expect.poll(() => orders(ada), { timeout: 1_100 }).toBe(401)
    const again = await logIn(send, 'ada')
    expect(await run('disable', 'ada@example.com')).toEqual([
      0,
      'ada@example.com is disabled now, and logged out.\n',
      logged('user_disabled'),
    ])
    await expect.poll(() => orders(again), { timeout: 1_100 }).toBe(401)
    const enter = () => client(send).post('/login', { email: 'ada@example.com', password: PASSWORD })
    expect(codeOf(await enter())).toBe('account_disabled')
    expect(await run('enable', 'ada@example.com')).toEqual([
      0,
      'ada@example.com may log in again.\n',
      logged('user_enabled'),
    ])
    expect((await enter()).status).toBe(200)
    for (const command of ['demote', 'disable', 'enable', 'reset-password']) {
      expect(await run(command, 'nobody@example.com')).toEqual([
        1,
        '',
        expect.stringContaining('no user with the email'),
      ])
    }
  })

  test('reset-password prints a password that is good for setting another', async ({ folder, open }) => {
    const send = sendTo([(await open()).url])
    const before = await customer(send, 'ada')
    const { code, out, err } = await kiosk({ folder }, 'reset-password', 'ada@example.com')
    expect([code, out, err]).toEqual([
      0,
      expect.stringMatching(/^[\w-]{20}\n$/),
      expect.stringContaining('PUT /me/password'),
    ])
    expect(err).toMatch(/"event":"password_changed","user_id":1,"role":"customer"}\n/)
    await expect.poll(async () => (await before.get('/me')).status, { timeout: 1_100 }).toBe(401)
    const enter = (password: string) => client(send).post('/login', { email: 'ada@example.com', password })
    expect((await enter(PASSWORD)).status).toBe(401)
    const password = out.trim()
    const { token } = expected(await enter(password), 200, loggedIn)
    const ada = client(send, token)
    expect(codeOf(await ada.get('/cart'))).toBe('password_change_required')
    const changed = await ada.put('/me/password', { password, new_password: 'another long one' })
    const fresh = client(send, expected(changed, 200, accessToken).token)
    expect((await fresh.get('/cart')).status).toBe(200)
    expect([(await enter(password)).status, (await enter('another long one')).status]).toEqual([401, 200])
  })

  test('a session lasts as long as the environment says', async ({ open }) => {
    const lifetimes = { ACCESS_TOKEN_TTL: '70', REFRESH_TOKEN_TTL: '600', SESSION_IDLE: '300' }
    const send = sendTo([(await open(lifetimes)).url])
    const { email } = await customer(send, 'ada')
    const entered = expected(await client(send).post('/login', { email, password: PASSWORD }), 200, loggedIn)
    expect([entered.expires_in, entered.refresh_expires_in]).toEqual([70, 300])
  })

  test('wrap-legacy hashes the digests of the old application, and may be run again', async ({ folder }) => {
    expect((await kiosk({ folder }, 'migrate')).code).toBe(0)
    const digest = createHash('sha256').update(PASSWORD).digest('hex')
    const hashes = () => {
      using database = new DatabaseSync(join(folder, 'kiosk.db'))
      return database
        .prepare('SELECT password_hash FROM users ORDER BY id')
        .all()
        .map((row) => String(row.password_hash))
    }
    {
      using database = new DatabaseSync(join(folder, 'kiosk.db'))
      const add = database.prepare(
        'INSERT INTO users (email, username, username_key, password_hash) VALUES (?, ?, ?, ?)',
      )
      for (let i = 0; i < 130; i++) add.run(`u${i}@example.com`, `u${i}`, `u${i}`, i === 7 ? 'x'.repeat(64) : digest)
    }
    const wrapped = (count: number) =>
      `Wrapped the password digests of ${count} users; each is replaced when its user logs in.\n`
    expect(await kiosk({ folder }, 'wrap-legacy')).toEqual({ code: 0, out: wrapped(129), err: '' })
    const kept = hashes()
    expect(kept.filter((hash) => /^sha256\$argon2id\$/.test(hash)).length).toBe(129)
    expect(kept[7]).toBe('x'.repeat(64))
    expect(await kiosk({ folder }, 'wrap-legacy')).toEqual({ code: 0, out: wrapped(0), err: '' })
    expect(hashes()).toEqual(kept)
  })

  test('a command quotes files, arguments and settings without what a terminal obeys', async ({ folder }) => {
    const evil = '\x1b]0;title\x07\x1b[5m\x9b31m\u202e'
    await writeFile(join(folder, 'evil.csv'), `sku,name,price,${evil}\n`)
    await writeFile(join(folder, `${evil}.csv`), 'sku,name\n')
    for (const args of [
      [evil],
      ['import', 'evil.csv'],
      ['import', `${evil}.csv`],
      ['promote', evil],
      ['serve', evil],
    ]) {
      const { out, err } = await kiosk({ folder, env: { LOG_LEVEL: 'error' } }, ...args)
      expect(out).toBe('')
      expect(err).toContain('\\u001b]0;title\\u0007\\u001b[5m\\u009b31m\\u202e')
      expect(err).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    }
    expect((await kiosk({ folder, env: { PORT: evil } })).err).toContain('and is "\\u001b]0;')
  })

  test.for([
    ['help', 0, ''],
    ['import --help', 0, ''],
    ['sell', 2, 'kiosk: there is no command "sell"'],
    ['serve 3000', 2, 'kiosk: serve does not know "3000"'],
    ['promote', 2, 'kiosk: promote needs EMAIL'],
    ['import list.csv --skip-all', 2, "kiosk: Unknown option '--skip-all'"],
    ['import list.csv -s', 2, "kiosk: Unknown option '-s'"],
    ['import list.csv two.csv', 2, 'kiosk: import does not know "two.csv"'],
    ['import --skip-bad', 2, 'kiosk: import needs FILE.csv'],
    ['import list.csv --report', 2, "kiosk: Option '--report <value>' argument missing"],
    ['import list.csv --report --skip-bad', 2, "kiosk: Option '--report' argument is ambiguous."],
    ['import list.csv --skip-bad=no', 2, "kiosk: Option '--skip-bad' does not take an argument"],
    ['serve --skip-bad', 2, "kiosk: Unknown option '--skip-bad'"],
  ] as const)('"kiosk %s" ends with %i and prints the usage', async ([words, exitCode, wrong], { folder }) => {
    const { code, out, err } = await kiosk({ folder }, ...words.split(' '))
    expect([code, exitCode === 0 ? err : out]).toEqual([exitCode, ''])
    for (const text of [
      wrong,
      'serve',
      'migrate',
      'import FILE.csv',
      'promote EMAIL',
      'reset-password EMAIL',
      'wrap-legacy',
    ])
      expect(out + err).toContain(text)
  })

  test('prints its version', async ({ folder }) => {
    const { version } = JSON.parse(await read('package.json'))
    expect(await kiosk({ folder }, '--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  test.for([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['big-endian UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ] as const)('reads a .env and a secret of Windows in %s', async ([, encoded], { folder }) => {
    await writeFile(
      join(folder, '.env'),
      encoded('HOST= \r\nCURRENCY=euro\r\nDATABASE_URL_FILE=url\r\nDATABSE_URL="x"\r\n'),
    )
    await writeFile(join(folder, 'url'), encoded('sqlite:///shop.db\r\n'))
    const { code, err } = await kiosk({ folder }, 'migrate')
    expect(code).toBe(1)
    for (const fault of ['and is "euro",', 'DATABASE_URL must be sqlite:PATH', 'DATABSE_URL is no setting; is DATA'])
      expect(err).toContain(fault)
  })

  test('refuses a .env that is no text, and names a misspelt setting in it', async ({ folder }) => {
    const env = join(folder, '.env')
    for (const bytes of [Buffer.from('PORT=1', 'utf16le'), Buffer.from('PORT=1 # \xe9', 'latin1')]) {
      await writeFile(env, bytes)
      const other = 'but perhaps Windows-1252, as of older spreadsheets'
      const err = `kiosk: cannot read .env: it is not UTF-8 text ${other}; save it as UTF-8 and try again\n`
      expect(await kiosk({ folder }, 'migrate')).toEqual({ code: 1, out: '', err })
    }
    await rm(env)
    await symlink('nowhere', env)
    expect((await kiosk({ folder }, 'migrate')).err).toContain('cannot read .env (ENOENT)')
    await rm(env)
    await writeFile(env, 'JWT_SECRETS=hunter2\n')
    const { code, err } = await kiosk({ folder }, 'migrate')
    const warning = { level: 'warn', event: 'misspelt_setting', name: 'JWT_SECRETS', meant: 'JWT_SECRET' }
    expect({ code, ...JSON.parse(err) }).toMatchObject({ code: 0, ...warning })
    expect(err).not.toContain('hunter2')
  })

  test.for([
    'JWT_SECRET',
    'JWT_SECRET : x',
    'set PORT=1',
    '$env:PORT = "1"',
    '"PORT"=1',
    'PORT\u200b=1',
    'PORT="1',
    `PORT='1`,
    'PORT="1" 2',
    'PORT="1\\"2"',
    'PORT=1#2',
    'export PORT',
    '=1',
  ])('names the line of a .env that it would pass over: %s', async (line, { folder }) => {
    const good = '# x\r\n\r\n \texport A.b-c = d # e\r\nF="g\n#h" # i\nJ=`k"` \rL=\'m#\'\rN= # o\nP=q r = "s"\nT=#u\n'
    await writeFile(join(folder, '.env'), `${good}${line}\nV=w\n`)
    const err =
      'kiosk: line 11 of .env is not NAME=VALUE: correct it, with quotes around a value that has # or quotes in it\n'
    expect(await kiosk({ folder }, 'migrate')).toEqual({ code: 1, out: '', err })
  })

  test('reports every fault of the environment at once, of a .env too, and no password', async ({ folder }) => {
    await writeFile(join(folder, '.env'), 'PORT=65536\nCURRENCY=euro\n')
    const env = { NODE_ENV: 'production', DATABASE_URL: 'postgres://kiosk:hunter2@db/kiosk', CURRENCY: 'GBP' }
    const { code, out, err } = await kiosk({ folder, env })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    const [title, ...faults] = err.trimEnd().split('\n')
    expect(title).toBe('kiosk: the environment is not usable:')
    // The environment overrides .env: CURRENCY is good.
    const variables = ['DATABASE_URL', 'JWT_SECRET', 'PORT']
    expect(faults.map((fault) => /^ {2}(\w+) .*, for example \1=\S/.exec(fault)?.[1]).sort()).toEqual(variables)
    const misused = await kiosk({ folder }, 'serve', env.DATABASE_URL)
    expect(err + misused.err).not.toContain('hunter2')
  })
})
