import { describe, expect, it } from 'vitest'
import { type Answer, at, client, codeOf } from '../../support/client.ts'
import { customer, logIn, PASSWORD } from '../../support/customers.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { sessionCases } from './sessions.cases.ts'

const kiosk = openKiosk()
await kiosk.addProducts({})

describe('a session', () => {
  it.each(Object.entries(sessionCases))('%s', (_, run) => run(kiosk.send))
})

describe('a session over time', () => {
  const refresh = (refresh_token: unknown) => kiosk.anonymous.post('/token/refresh', { refresh_token })

  it('lasts fourteen days without use, and thirty in all', async () => {
    const [idle, used] = [await kiosk.customer(), await kiosk.customer()]
    let token: unknown = used.refreshToken
    const use = async () => {
      const { status, body } = await refresh(token)
      if (status === 200) token = at(body, 'refresh_token')
      return { status, expires: status === 200 && at(body, 'refresh_expires_in') }
    }
    for (const days of [13, 13]) {
      kiosk.advanceMs(days * 86_400_000)
      expect((await use()).status).toBe(200)
    }
    expect(await refresh(idle.refreshToken)).toMatchObject({ status: 401, body: { code: 'refresh_token_invalid' } })
    kiosk.advanceMs(86_400_000)
    expect(await use()).toEqual({ status: 200, expires: 3 * 86_400 })
    kiosk.advanceMs(3 * 86_400_000 - 1)
    expect((await use()).status).toBe(200)
    kiosk.advanceMs(1)
    expect((await use()).status).toBe(401)
  })

  it.each([
    [10_000, 200, undefined],
    [10_001, 401, 'refresh_token_reused'],
  ])('takes a token whose successor was used %i ms ago: %i', async (ms, status, code) => {
    const phone = await kiosk.customer()
    const next = (await refresh(phone.refreshToken)).body
    const nextToken = at(next, 'refresh_token')
    const newest = (await refresh(nextToken)).body
    kiosk.advanceMs(ms)
    const late = await refresh(phone.refreshToken)
    expect([late.status, codeOf(late)]).toEqual([status, code])
    // It was stolen, or its successor was.
    const outcomes = [await refresh(at(newest, 'refresh_token')), await phone.get('/me')]
    expect(outcomes.map((answer) => answer.status)).toEqual([status, status])
    const events = kiosk.log.filter((line) => line.includes('"event":"refresh_token_reused"'))
    expect(events.length).toBe(status === 401 ? 1 : 0)
    if (status === 401) expect(JSON.parse(events[0] ?? '')).toMatchObject({ level: 'warn', user_id: phone.id })
  })

  it('lasts as long as it is set to, from a repeat on too', async () => {
    const own = openKiosk({}, { accessTokenMs: 60_000, sessionMs: 120_000, idleMs: 90_000 })
    const { email, refreshToken } = await own.customer()
    const times = ({ body }: Answer) => [at(body, 'expires_in'), at(body, 'refresh_expires_in')]
    expect(times(await own.anonymous.post('/login', { email, password: PASSWORD }))).toEqual([60, 90])
    own.advanceMs(80_000)
    const use = () => own.anonymous.post('/token/refresh', { refresh_token: refreshToken })
    expect(times(await use())).toEqual([40, 40])
    own.advanceMs(39_000)
    expect(times(await use())).toEqual([1, 1])
    own.advanceMs(1_000)
    expect((await use()).status).toBe(401)
  })

  it('repeats a lost answer for as long as its token was not used', async () => {
    const phone = await kiosk.customer()
    const first = (await refresh(phone.refreshToken)).body
    kiosk.advanceMs(13 * 86_400_000)
    const again = (await refresh(phone.refreshToken)).body
    expect(at(again, 'refresh_token')).toBe(at(first, 'refresh_token'))
  })

  it('is fresh for five minutes after the password, and a refresh changes nothing about it', async () => {
    const phone = await kiosk.customer()
    const rename = async (token: unknown) => (await client(kiosk.send, String(token)).patch('/me', {})).status
    kiosk.advanceMs(299_000)
    expect(await rename(phone.token)).toBe(200)
    const token = async (answer: Promise<{ body: unknown }>) => at((await answer).body, 'token')
    kiosk.advanceMs(2_000)
    expect([await rename(phone.token), await rename(await token(refresh(phone.refreshToken)))]).toEqual([401, 401])
    expect(await rename(await token(phone.post('/token/fresh', { password: PASSWORD })))).toBe(200)
  })
})

it('a deleted user is not filled again by another server that does not know of it yet', async () => {
  const { send, store, clock } = openKiosk()
  const ada = await customer(send)
  // It has read that no session has ended.
  const other = openKiosk({ store })
  other.advanceMs(clock.now() - other.clock.now())
  const there = client(other.send, ada.token)
  expect((await there.get('/me')).status).toBe(200)
  expect((await ada.delete('/me')).status).toBe(204)
  for (const answer of [await there.get('/me'), await there.patch('/me', { email: ada.email })]) {
    expect([answer.status, codeOf(answer)]).toEqual([401, 'account_gone'])
  }
  expect(await store.readers.users.byId(ada.id)).toMatchObject({ email: `deleted:${ada.id}`, disabled: true })
})

describe('whatever the clock does', () => {
  it('a refreshed token is taken after the clock was set back', async () => {
    const own = openKiosk()
    const { refreshToken } = await own.customer()
    own.advanceMs(-60_000)
    const { body } = await own.anonymous.post('/token/refresh', { refresh_token: refreshToken })
    expect((await client(own.send, String(at(body, 'token'))).get('/me')).status).toBe(200)
  })

  it('reuse is noticed after the clock was set back', async () => {
    const own = openKiosk()
    const use = (refresh_token: unknown) => own.anonymous.post('/token/refresh', { refresh_token })
    const { refreshToken } = await own.customer()
    await use(at((await use(refreshToken)).body, 'refresh_token'))
    own.advanceMs(-3_600_000)
    expect(codeOf(await use(refreshToken))).toBe('refresh_token_reused')
  })
})

describe('an account', () => {
  it('whose user only ever logs in keeps few sessions', async () => {
    const own = openKiosk()
    const { id } = await own.customer('ada')
    for (let day = 0; day < 200; day++) {
      own.advanceMs(86_400_000 + 1)
      await logIn(own.send, 'ada')
    }
    const all = await own.store.readers.sessions.ofUser(id, 0)
    // Fourteen days of them are open, and two more kept.
    expect(all.length).toBeLessThanOrEqual(14 + 2 + 16)
  })

  it('with a hundred newer sessions still confirms its password', async () => {
    const own = openKiosk()
    const first = await own.customer('ada')
    own.advanceMs(1)
    for (let i = 0; i < 101; i++) await logIn(own.send, 'ada')
    expect((await first.post('/token/fresh', { password: PASSWORD })).status).toBe(200)
  })

  it('is deleted also where another has the name of the deleted', async () => {
    const own = openKiosk()
    const [ada, eve] = [await own.customer(), await own.customer()]
    await own.store.unitOfWork.run(({ users }) => users.rename(eve.id, { username: `deleted:${ada.id}` }))
    expect((await ada.delete('/me')).status).toBe(204)
  })

  it('keeps no password by another spelling of it', async () => {
    const own = openKiosk()
    const form = { email: 'kelvin@example.com', username: 'thomson', password: 'temperature in K' }
    await own.anonymous.post('/register', form)
    const { body } = await own.anonymous.post('/login', form)
    const change = { password: form.password, new_password: 'temperature in \u212a' }
    expect((await client(own.send, String(at(body, 'token'))).put('/me/password', change)).status).toBe(422)
  })
})

it('shows with what and from where a session was last used', async () => {
  const { email } = await kiosk.customer()
  const own = openKiosk({ store: kiosk.store }, { trustProxy: 1 })
  const from = (address: string, agent: string) => ({ 'X-Forwarded-For': address, 'User-Agent': agent })
  const credentials = { email, password: PASSWORD }
  const entered = await own.anonymous.post('/login', credentials, from('203.0.113.7', 'Phone'.repeat(100)))
  const { token, refresh_token } = Object(entered.body)
  const list = async () => JSON.stringify((await client(own.send, token).get('/sessions')).body)
  expect(await list()).toContain(`"user_agent":"${'Phone'.repeat(51)}","address":"203.0.113.7"`)
  await own.anonymous.post('/token/refresh', { refresh_token }, from('203.0.113.8', 'Phone 2'))
  expect(await list()).toContain('"user_agent":"Phone 2","address":"203.0.113.8"')
  // Longer in the log than it is: what may be an email is not shown.
  const long = await own.anonymous.post('/login', credentials, from('@/'.repeat(100), ''))
  expect(long.status).toBe(200)
  expect(await list()).toMatch(/"address":"[*/]{255}"/)
})
