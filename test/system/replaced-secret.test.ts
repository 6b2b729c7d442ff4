import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expected, loggedIn } from '../support/bodies.ts'
import { client, type Send } from '../support/client.ts'
import { customer, PASSWORD } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import { SECRET, type Server } from '../support/server-process.ts'
import { persistentStores } from '../support/stores.ts'
import { underLoad } from './under-load.ts'

const NEXT = 'Yf5pXr8uQe2wTz6kLm0nBv3cJh7gDs4a'

test.for(persistentStores)(
  'two servers get another secret, one after the other and twice, and no request is lost, on $name',
  async ({ database }, { folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    await writeFile(join(folder, 'next'), `${NEXT}\n`)
    const start = (secrets: Readonly<Record<string, string>>) => open({ DATABASE_URL: url, ...secrets })
    const servers: Server[] = [await start({}), await start({})]
    let turn = 0
    /** A load balancer with two servers; a new one takes the place of the one that ends. */
    const send: Send = (path, init) => fetch(new URL(path, servers[turn++ % servers.length]?.url), init)
    const replaceAll = async (secrets: Readonly<Record<string, string>>) => {
      for (const [i, old] of [...servers].entries()) {
        servers[i] = await start(secrets)
        expect(await old.end('SIGTERM')).toMatchObject({ code: 0, err: '' })
      }
    }

    const ada = await customer(send, 'ada')
    const tokens = [ada.token]
    const ask = async (i: number): Promise<number> => {
      if (i % 20 > 0) return (await client(send, tokens[i % tokens.length]).get('/cart')).status
      const entered = await client(send).post('/login', { email: ada.email, password: PASSWORD })
      tokens.push(expected(entered, 200, loggedIn).token)
      return entered.status
    }
    const { answers } = await underLoad(100, ask, async () => {
      await replaceAll({ JWT_SECRETS_ACCEPTED_FILE: 'next' })
      await replaceAll({ JWT_SECRET: NEXT, JWT_SECRETS_ACCEPTED: SECRET })
    })
    expect(answers.length).toBeGreaterThan(200)
    expect(answers.filter((status) => status !== 200)).toEqual([])
    const keys = new Set(tokens.map((token) => token.split('.')[0]))
    expect(keys.size).toBe(2)
  },
)
