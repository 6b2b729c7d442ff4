import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { DEFAULT_ATTEMPT_LIMITS } from '../../../src/domain/accounts/throttling.ts'
import { type Answer, codeOf } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { openKiosk } from '../../support/kiosk.ts'

const HOME = '192.0.2.7'

/** A shop with the limits of production, behind a proxy, and its customer Ada, who is known from home. */
const open = async (parts: Parameters<typeof openKiosk>[0] = {}, trustProxy = 1) => {
  const kiosk = openKiosk(parts, { trustProxy, ...DEFAULT_ATTEMPT_LIMITS })
  const from = (address: string) => ({ 'X-Forwarded-For': address })
  const logIn = (address: string, password: string, email = 'ada@example.com') =>
    kiosk.anonymous.post('/login', { email, password }, from(address))
  const form = { email: 'ada@example.com', username: 'ada', password: PASSWORD }
  const register = (name: string, address = HOME) =>
    kiosk.anonymous.post(
      '/register',
      { email: `${name}@example.com`, username: name, password: PASSWORD },
      from(address),
    )
  await kiosk.anonymous.post('/register', form, from(HOME))
  const entered = await logIn(HOME, PASSWORD)
  const token = typeof entered.body === 'object' ? Reflect.get(entered.body ?? {}, 'token') : ''
  const cart = () => kiosk.anonymous.get('/cart', { Authorization: `Bearer ${token}` })
  const guess = (address: string, email?: string) => logIn(address, 'a wrong password', email)
  const events = (event: string) => kiosk.log.map((line) => JSON.parse(line)).filter((line) => line.event === event)
  return { ...kiosk, logIn, guess, register, cart, events }
}

const seen = ({ status, headers }: Answer) => [status, headers.get('Retry-After')]
const times = <T>(count: number, task: (i: number) => Promise<T>) =>
  Array.from({ length: count }, (_, i) => i).reduce<Promise<readonly T[]>>(
    async (done, i) => [...(await done), await task(i)],
    Promise.resolve([]),
  )

describe('a guesser at one account', () => {
  it('from one address has five guesses, and then waits, for the right password too; a session goes on', async () => {
    const { guess, logIn, cart, advanceMs } = await open()
    expect((await times(5, () => guess(HOME))).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
    for (const refused of [
      await guess(HOME),
      await logIn(HOME, PASSWORD),
      await logIn(HOME, PASSWORD, ' ADA@example.com'),
    ]) {
      expect([...seen(refused), codeOf(refused)]).toEqual([429, '1', 'too_many_attempts'])
    }
    expect((await cart()).status).toBe(200)
    // What was refused did not lengthen the delay.
    advanceMs(1_000)
    expect((await guess(HOME)).status).toBe(401)
    advanceMs(1_999)
    expect(seen(await logIn(HOME, PASSWORD))).toEqual([429, '1'])
    advanceMs(1)
    expect((await logIn(HOME, PASSWORD)).status).toBe(200)
    expect((await times(5, () => guess(HOME))).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
  })

  it('has no more of them all at once', async () => {
    const { guess } = await open()
    const statuses = (await Promise.all(Array.from({ length: 64 }, () => guess(HOME)))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(59)
  })

  it('gains nothing by another X-Forwarded-For, another address of the same network or another spelling', async () => {
    const direct = await open({}, 0)
    await times(5, (i) => direct.guess(`198.51.100.${i}`))
    expect(seen(await direct.guess('203.0.113.1'))).toEqual([429, '1'])

    const { guess } = await open()
    await times(5, (i) => guess(`2001:db8::${i}:1`))
    expect(seen(await guess('2001:db8:0:0:ffff::1'))).toEqual([429, '1'])
    expect((await guess('2001:db8:0:1::1')).status).toBe(401)
    await times(5, (i) => guess(i % 2 === 0 ? '::ffff:203.0.113.9' : '203.0.113.9:1234'))
    expect(seen(await guess('203.0.113.9'))).toEqual([429, '1'])
  })

  it('from a thousand addresses has fifty guesses, and then one in ten seconds; its owner logs in from home', async () => {
    const { guess, logIn, advanceMs } = await open()
    const statuses = (await times(1_000, (i) => guess(`10.0.${i >> 8}.${i & 255}`))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(50)
    expect(statuses.slice(50)).toEqual(Array.from({ length: 950 }, () => 429))
    advanceMs(9_999)
    expect(seen(await guess('10.1.0.1'))).toEqual([429, '1'])
    expect((await logIn(HOME, PASSWORD)).status).toBe(200)
    advanceMs(1)
    expect((await guess('10.1.0.1')).status).toBe(401)
    expect(seen(await guess('10.1.0.2'))).toEqual([429, '10'])
    // From an address that she never came from, the owner waits like anyone.
    expect(seen(await logIn('10.1.0.3', PASSWORD))).toEqual([429, '10'])
    advanceMs(10_000)
    expect((await logIn('10.1.0.3', PASSWORD)).status).toBe(200)
  })

  it('who knows an email finds out nothing else: an account that there is not is refused alike', async () => {
    const { guess } = await open()
    const text = ({ status, body }: Answer) => [status, JSON.stringify(body).replace(/"request_id":"[^"]*"/, '')]
    for (let i = 0; i < 7; i++) {
      expect(text(await guess(HOME, 'nobody@example.com'))).toEqual(text(await guess(HOME)))
    }
  })

  it('is delayed, and no longer, after the clock was set back an hour', async () => {
    const { guess, logIn, advanceMs } = await open()
    await times(5, () => guess(HOME))
    advanceMs(-3_600_000)
    expect(seen(await guess(HOME))).toEqual([429, '1'])
    advanceMs(1_000)
    expect((await guess(HOME)).status).toBe(401)
    expect(seen(await logIn(HOME, PASSWORD))).toEqual([429, '2'])
    advanceMs(2_000)
    expect((await logIn(HOME, PASSWORD)).status).toBe(200)
  })

  it('with a stolen token has no other budget, at /token/fresh and /me/password', async () => {
    const { customer, anonymous, events } = await open()
    const { id, token } = await customer('eve')
    const headers = { Authorization: `Bearer ${token}`, 'X-Forwarded-For': '198.51.100.9' }
    const guesses = await times(6, () => anonymous.post('/token/fresh', { password: 'a wrong password' }, headers))
    expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429])
    const body = { password: PASSWORD, new_password: 'another password of hers' }
    expect(seen(await anonymous.ask('PUT', '/me/password', body, headers))).toEqual([429, '1'])
    const told = { user_id: id, client: '198.51.100.9' }
    expect(events('log_in_failed')).toMatchObject([told, told, told, told, told])
    expect(events('log_in_throttled')).toMatchObject([told, told])
  })
})

describe('an address', () => {
  it('has three hundred log-ins in ten minutes, of all accounts together', async () => {
    const { guess, logIn, advanceMs } = await open()
    const statuses = (await times(299, (i) => guess(HOME, `user-${i}@example.com`))).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([401]))
    expect(seen(await logIn(HOME, PASSWORD))).toEqual([429, '600'])
    expect((await logIn('198.51.100.1', PASSWORD)).status).toBe(200)
    advanceMs(600_000)
    expect((await logIn(HOME, PASSWORD)).status).toBe(200)
  })

  it('has sixty registrations in ten minutes, of taken emails too', async () => {
    const { register, advanceMs } = await open()
    const statuses = (await times(59, (i) => register(i % 2 === 0 ? 'ada' : `user-${i}`))).map(({ status }) => status)
    expect(statuses).toEqual(Array.from({ length: 59 }, (_, i) => (i % 2 === 0 ? 409 : 201)))
    for (const name of ['ada', 'new']) {
      const refused = await register(name)
      expect([...seen(refused), codeOf(refused)]).toEqual([429, '600', 'too_many_attempts'])
    }
    expect((await register('new', '198.51.100.1')).status).toBe(201)
    advanceMs(600_000)
    expect((await register('newer')).status).toBe(201)
  })
})

it('refuses log-ins and registrations while the attempts cannot be counted, and answers sessions', async () => {
  const store = memoryStore()
  const away = { is: false }
  const run: typeof store.unitOfWork.run = async (work, options) =>
    away.is
      ? store.unitOfWork.run((repositories) =>
          work({
            ...repositories,
            attempts: {
              ...repositories.attempts,
              lock: async () => {
                throw new Unavailable('the attempts are away')
              },
            },
          }),
        )
      : store.unitOfWork.run(work, options)
  const { logIn, register, cart } = await open({ store: { ...store, unitOfWork: { run } } })
  away.is = true
  for (const refused of [await logIn(HOME, PASSWORD), await register('eve')]) {
    expect([...seen(refused), codeOf(refused)]).toEqual([503, '1', 'unavailable'])
  }
  expect((await cart()).status).toBe(200)
})

it('keeps digests, and nothing that was typed', async () => {
  const store = memoryStore()
  const keys: string[] = []
  const run: typeof store.unitOfWork.run = (work, options) =>
    store.unitOfWork.run((repositories) => {
      const save: typeof repositories.attempts.save = (attempts) => {
        keys.push(...attempts.keys())
        return repositories.attempts.save(attempts)
      }
      return work({ ...repositories, attempts: { ...repositories.attempts, save } })
    }, options)
  const { guess } = await open({ store: { ...store, unitOfWork: { run } } })
  await guess(HOME, 'somebody@example.com')
  expect(keys.length).toBeGreaterThan(3)
  for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/)
})

it('logs who logged in, failed and was refused, from where, and the change of a password', async () => {
  const { guess, logIn, events, anonymous } = await open()
  const [{ user_id }] = events('log_in_ok')
  await times(5, () => guess(HOME))
  await guess('198.51.100.1', 'nobody@example.com')
  await logIn(HOME, PASSWORD)
  const failed = events('log_in_failed')
  expect(failed).toHaveLength(6)
  expect(failed[0]).toMatchObject({ level: 'info', user_id, client: HOME, request_id: expect.any(String) })
  expect(failed[5]).toMatchObject({ client: '198.51.100.1' })
  expect(failed[5]).not.toHaveProperty('user_id')
  expect(events('log_in_throttled')).toMatchObject([{ user_id, client: HOME, request_id: expect.any(String) }])

  const eve = await anonymous.post(
    '/login',
    { email: 'ada@example.com', password: PASSWORD },
    { 'X-Forwarded-For': '::9' },
  )
  const headers = { Authorization: `Bearer ${Reflect.get(Object(eve.body), 'token')}`, 'X-Forwarded-For': '::9' }
  await anonymous.ask('PUT', '/me/password', { password: PASSWORD, new_password: 'another password of hers' }, headers)
  expect(events('password_changed')).toMatchObject([{ user_id, client: '::9', request_id: expect.any(String) }])
})

it('warns once of a proxy that is not trusted', async () => {
  const { guess, events, anonymous } = await open({}, 0)
  await guess('198.51.100.1')
  await anonymous.get('/products')
  expect(events('proxy_not_trusted')).toMatchObject([{ level: 'warn', next: expect.stringContaining('TRUST_PROXY') }])
  const trusting = await open()
  await trusting.guess('198.51.100.1')
  expect(trusting.events('proxy_not_trusted')).toEqual([])
  const edge = openKiosk()
  const headers = { 'X-Forwarded-For': '198.51.100.1' }
  await edge.app.request('/livez', { headers }, { peer: '198.51.100.1', isEdge: true })
  expect(edge.log.join()).not.toContain('proxy_not_trusted')
})
