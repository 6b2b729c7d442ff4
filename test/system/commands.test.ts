import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'
import { sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { kiosk } from '../support/server-process.ts'
import { test } from './in-folder.ts'

describe.concurrent('kiosk', () => {
  test('migrate says what it did, and does it once', async ({ folder }) => {
    const first = await kiosk({ folder }, 'migrate')
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/^Applied \S[^\n]*\.\n$/)
    const again = { code: 0, out: 'Nothing to migrate: all is in place.\n', err: '' }
    expect(await kiosk({ folder }, 'migrate')).toEqual(again)
  })

  test('promote makes a registered user an administrator, however the email is written', async ({ folder, open }) => {
    await customer(sendTo([(await open()).url]), 'ada')
    const out = 'ada@example.com is an administrator now.\n'
    expect(await kiosk({ folder }, 'promote', ' Ada@Example.com')).toEqual({ code: 0, out, err: '' })
    const store = sqliteStore(join(folder, 'kiosk.db'))
    expect(await store.readers.users.byEmail('ada@example.com')).toMatchObject({ role: 'admin' })
    await store.close()
  })

  test('migrate, import and promote sign no tokens and need no JWT_SECRET, also in production', async ({
    folder,
    open,
  }) => {
    const env = { NODE_ENV: 'production' }
    await writeFile(join(folder, 'list.csv'), 'sku,name,price\nMUG,Enamel mug,10.99\n')
    expect(await kiosk({ folder, env }, 'migrate')).toMatchObject({ code: 0, err: '' })
    expect(await kiosk({ folder, env }, 'import', 'list.csv')).toMatchObject({ code: 0, err: '' })
    await customer(sendTo([(await open()).url]), 'ada')
    expect(await kiosk({ folder, env }, 'promote', 'ada@example.com')).toMatchObject({ code: 0, err: '' })
    // Serving does.
    expect(await kiosk({ folder, env })).toMatchObject({
      code: 1,
      err: expect.stringContaining('JWT_SECRET is needed'),
    })
  })

  test('promote refuses an email that nobody registered', async ({ folder }) => {
    const err = 'There is no user with the email bob@example.com: register it first, with POST /register.\n'
    expect(await kiosk({ folder }, 'promote', 'bob@example.com')).toEqual({ code: 1, out: '', err })
  })

  test.for([
    ['sell', 'there is no command "sell"'],
    ['promote', 'promote needs EMAIL'],
    ['promote ada@example.com bob@example.com', 'promote does not know "bob@example.com"'],
    ['migrate --force', 'migrate does not know "--force"'],
    ['serve 3000', 'serve does not know "3000"'],
    ['--verbose', 'there is no command "--verbose"'],
  ] as const)('names the wrong word of "kiosk %s", then what there is', async ([words, wrong], { folder }) => {
    const { code, out, err } = await kiosk({ folder }, ...words.split(' '))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.split('\n')[0]).toBe(`kiosk: ${wrong}`)
    for (const command of ['serve', 'migrate', 'import FILE.csv', 'promote EMAIL']) expect(err).toContain(command)
  })

  test.for(['help', '--help', '-h', 'import --help'])(
    'answers "kiosk %s" with its commands',
    async (words, { folder }) => {
      const { code, out, err } = await kiosk({ folder }, ...words.split(' '))
      expect({ code, err }).toEqual({ code: 0, err: '' })
      for (const command of ['serve', 'migrate', 'import FILE.csv', 'promote EMAIL']) expect(out).toContain(command)
    },
  )

  test('says its version', async ({ folder }) => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'))
    expect(await kiosk({ folder }, '--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  test('refuses an unusable environment with every fault at once', async ({ folder }) => {
    const env = {
      NODE_ENV: 'production',
      PORT: '65536',
      DATABASE_URL: 'postgres://kiosk:hunter2@db/kiosk',
      CURRENCY: 'euro',
      LOG_LEVEL: 'loud',
      TRUST_PROXY: 'yes',
    }
    const { code, out, err } = await kiosk({ folder, env })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    const [sentence, ...faults] = err.trimEnd().split('\n')
    expect(sentence).toBe('kiosk: the environment is not usable:')
    const variables = ['CURRENCY', 'DATABASE_URL', 'JWT_SECRET', 'LOG_LEVEL', 'PORT', 'TRUST_PROXY']
    expect(faults.map((fault) => /^ {2}(\w+) .*, for example \1=\S/.exec(fault)?.[1]).sort()).toEqual(variables)
    expect(err).not.toContain('hunter2')
  })

  test('reads a .env file in its folder, over which the environment itself wins', async ({ folder }) => {
    await writeFile(join(folder, '.env'), 'PORT=65536\nCURRENCY=euro\n')
    const { code, err } = await kiosk({ folder, env: { CURRENCY: 'GBP' } })
    expect(code).toBe(1)
    expect(err).toMatch(/^kiosk: the environment is not usable:\n {2}PORT must [^\n]*\n$/)
  })
})
