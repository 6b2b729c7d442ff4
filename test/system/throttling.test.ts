import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { type Answer, client, sendTo } from '../support/client.ts'
import { customer, PASSWORD } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import type { Server } from '../support/server-process.ts'
import { persistentStores } from '../support/stores.ts'

const LIMITS = { LOGIN_FAILURES: '5', ACCOUNT_FAILURES: '50', ADDRESS_LOGINS: '100', ADDRESS_REGISTRATIONS: '10' }

const logIn = ({ url }: Pick<Server, 'url'>, password: string) =>
  client(sendTo([url])).post('/login', { email: 'ada@example.com', password })

const count = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length

test.for(persistentStores)(
  'of 64 simultaneous attempts at two servers exactly as many get through as are free, on $name',
  async ({ database }, { open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url, TRUST_PROXY: '1', ...LIMITS }
    const servers = [await open(env), await open(env)]
    const send = sendTo(servers.map((server) => server.url))
    const from = { 'X-Forwarded-For': '192.0.2.7' }
    const simultaneously = (path: string, body: (i: number) => object) =>
      Promise.all(Array.from({ length: 64 }, (_, i) => client(send).post(path, body(i), from)))

    const forms = (i: number) => ({ email: `user-${i}@example.com`, username: `user-${i}`, password: PASSWORD })
    const registered = await simultaneously('/register', forms)
    expect([count(registered, 201), count(registered, 429)]).toEqual([10, 54])

    const guesses = await simultaneously('/login', () => ({ email: 'ada@example.com', password: 'a wrong password' }))
    expect([count(guesses, 401), count(guesses, 429)]).toEqual([5, 59])
    // 64 more, of which those from 36 are left of the address's hundred: what was refused has not counted.
    const others = await simultaneously('/login', (i) => ({ email: `nobody-${i}@example.com`, password: PASSWORD }))
    expect([count(others, 401), count(others, 429)]).toEqual([64, 0])
    const more = await simultaneously('/login', (i) => ({ email: `no-one-${i}@example.com`, password: PASSWORD }))
    expect([count(more, 401), count(more, 429)]).toEqual([31, 33])
  },
)

test.for(persistentStores)(
  'what was counted survives kill -9, on $name',
  async ({ database }, { open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url, ...LIMITS }
    const doomed = await open(env)
    await customer(sendTo([doomed.url]), 'ada')
    for (let i = 0; i < 5; i++) expect((await logIn(doomed, 'a wrong password')).status).toBe(401)
    await doomed.end('SIGKILL')

    const restarted = await open(env)
    const sixth = await logIn(restarted, 'a wrong password')
    if (sixth.status === 429) {
      await setTimeout(1_000 * Number(sixth.headers.get('Retry-After')))
      expect((await logIn(restarted, 'a wrong password')).status).toBe(401)
    }
    const seventh = await logIn(restarted, PASSWORD)
    expect([seventh.status, seventh.headers.get('Retry-After')]).toEqual([429, '2'])
  },
)
