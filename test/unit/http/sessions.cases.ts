import { assert, equal } from '../../contracts/expect.ts'
import { respelt } from '../../contracts/forged-token.ts'
import { accessToken, expected, loggedIn, sessions } from '../../support/bodies.ts'
import { at, type Client, client, codeOf, read, type Send } from '../../support/client.ts'
import { type Customer, customer, logIn, PASSWORD } from '../../support/customers.ts'

// A user's sessions, from the log-in to their end, in a shop on any runtime, over any store.

const NEW_PASSWORD = 'another long one'

const me = ({ get }: Client) => get('/me')
const outcome = async (answer: ReturnType<Client['get']>) => codeOf(await answer) ?? (await answer).status
const refresh = (send: Send, refresh_token: string) => client(send).post('/token/refresh', { refresh_token })
const sessionsOf = async ({ get }: Client) => expected(await get('/sessions'), 200, sessions).sessions

/** A customer on two devices. */
const onTwoDevices = async (send: Send) => {
  const phone = await customer(send)
  return { phone, laptop: await logIn(send, phone.username) }
}

/** As a browser: it keeps cookies, and sends those for the path. */
const browser = async (send: Send, { email }: Customer) => {
  const jar = new Map<string, string>()
  const ask = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const cookies = [...jar].filter(([name]) => !name.endsWith('refresh') || path.startsWith('/token'))
    const all = {
      Cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    }
    const response = await send(path, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const set = response.headers.getSetCookie()
    for (const cookie of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (/Max-Age=0;/.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    return { ...(await read(response)), set }
  }
  const entered = await ask('POST', '/login', { email, password: PASSWORD, cookies: true })
  return { entered, ask, jar, csrf: () => ({ 'X-CSRF-Token': jar.get('__Host-kiosk_csrf') ?? '' }) }
}

const attributes = (cookies: readonly string[]) => cookies.map((cookie) => cookie.replace(/=[^;]*; Max-Age=\d+/, ''))

export const sessionCases: Readonly<Record<string, (send: Send) => Promise<void>>> = {
  'a refresh token gives a new pair, and a repeat the same one until that is used': async (send) => {
    const { refreshToken, email, id } = await customer(send)
    const first = expected(await refresh(send, refreshToken), 200, loggedIn)
    const again = expected(await refresh(send, refreshToken), 200, loggedIn)
    equal([again.refresh_token, first.refresh_token === refreshToken], [first.refresh_token, false])
    equal([first.expires_in, first.refresh_expires_in], [900, 14 * 86_400])
    for (const { token } of [first, again]) equal(at((await me(client(send, token))).body, 'id'), id, email)
    const second = expected(await refresh(send, first.refresh_token), 200, loggedIn)
    assert(second.refresh_token !== first.refresh_token, 'the next token is another')
    // Within the grace period.
    equal(expected(await refresh(send, refreshToken), 200, loggedIn).refresh_token, first.refresh_token)
  },

  'a log-out ends this session alone, at once, its refresh token too': async (send) => {
    const { phone, laptop } = await onTwoDevices(send)
    equal((await sessionsOf(phone)).map(({ current }) => current).sort(), [false, true])
    equal(await outcome(phone.post('/logout')), 204)
    equal(await outcome(me(phone)), 'token_invalid')
    equal(await outcome(me(client(send, respelt(phone.token)))), 'token_invalid', 'another spelling of it')
    equal(await outcome(refresh(send, phone.refreshToken)), 'refresh_token_invalid')
    equal(await outcome(me(laptop)), 200)
    equal(
      (await sessionsOf(laptop)).map(({ current }) => current),
      [true],
    )
  },

  'a user sees where there are sessions, and ends one, or all': async (send) => {
    const { phone, laptop } = await onTwoDevices(send)
    const stranger = await customer(send)
    const [other] = (await sessionsOf(phone)).filter(({ current }) => !current)
    assert(other !== undefined && other.expires_at > other.created_at, 'the laptop is listed')
    const path = `/sessions/${other?.id}`
    equal(await outcome(stranger.delete(path)), 'session_not_found')
    equal([await outcome(phone.delete(path)), await outcome(phone.delete(path))], [204, 'session_not_found'])
    equal([await outcome(me(laptop)), await outcome(me(phone))], ['token_invalid', 200])
    equal(await outcome(phone.post('/logout-all')), 204)
    equal([await outcome(me(phone)), await outcome(me(stranger))], ['token_invalid', 200])
  },

  'a new password needs the present one, and ends the other sessions': async (send) => {
    const { phone, laptop } = await onTwoDevices(send)
    const change = (password: string, new_password = NEW_PASSWORD) =>
      phone.put('/me/password', { password, new_password })
    const wrong = [await outcome(change('wrong password')), await outcome(change('wrong password', 'short'))]
    equal(wrong, ['wrong_credentials', 'wrong_credentials'])
    for (const bad of [PASSWORD, 'short', 'password', phone.email, `${phone.username}007`, 'kiosk2026', 'Kiosk123']) {
      equal(at((await change(PASSWORD, bad)).body, 'errors', 0, 'pointer'), '/new_password', bad)
    }
    equal(await outcome(me(laptop)), 200, 'nothing has changed')
    const { token } = expected(await change(PASSWORD), 200, accessToken)
    equal(await Promise.all([client(send, token), phone, laptop].map((each) => outcome(me(each)))), [
      200,
      200,
      'token_invalid',
    ])
    equal(await outcome(refresh(send, laptop.refreshToken)), 'refresh_token_invalid')
    equal(await outcome(refresh(send, phone.refreshToken)), 200)
    const enter = (password: string) => outcome(client(send).post('/login', { email: phone.email, password }))
    equal([await enter(PASSWORD), await enter(NEW_PASSWORD)], ['wrong_credentials', 200])
  },

  'a fresh token comes for the password, in the same session': async (send) => {
    const phone = await customer(send)
    equal(await outcome(phone.post('/token/fresh', { password: 'wrong password' })), 'wrong_credentials')
    const { token } = expected(await phone.post('/token/fresh', { password: PASSWORD }), 200, accessToken)
    equal(
      (await sessionsOf(client(send, token))).map(({ current }) => current),
      [true],
    )
  },

  'a user changes email and username to others that are free': async (send) => {
    const [phone, stranger] = [await customer(send), await customer(send)]
    const name = crypto.randomUUID()
    const { id, username } = phone
    for (const [change, refusal] of [
      [{ email: stranger.email.toUpperCase() }, 'email_taken'],
      [{ username: stranger.username }, 'username_taken'],
      [{ email: 'nobody' }, 'invalid'],
      [{ username: 'admin' }, 'invalid'],
      [{ role: 'admin' }, 'invalid'],
    ] as const) {
      equal(await outcome(phone.patch('/me', change)), refusal)
    }
    const changed = { id, email: `${name}@example.com`, username, role: 'customer' }
    equal((await phone.patch('/me', { email: ` ${name}@Example.com` })).body, changed)
    equal((await phone.patch('/me', { username: name })).body, { ...changed, username: name })
    equal((await me(phone)).body, { ...changed, username: name })
    equal(await outcome(client(send).post('/login', { email: changed.email, password: PASSWORD })), 200)
    equal(await outcome(client(send).post('/login', { email: phone.email, password: PASSWORD })), 'wrong_credentials')
  },

  'a deleted user is gone, and the email is free again': async (send) => {
    const { phone, laptop } = await onTwoDevices(send)
    const { email, username } = phone
    equal(await outcome(phone.delete('/me')), 204)
    for (const each of [phone, laptop]) {
      equal(
        [await outcome(me(each)), await outcome(refresh(send, each.refreshToken))],
        ['token_invalid', 'refresh_token_invalid'],
      )
    }
    for (const name of [email, `deleted:${phone.id}`]) {
      for (const password of [PASSWORD, 'deleted', '']) {
        equal(await outcome(client(send).post('/login', { email: name, password })), 'wrong_credentials', name)
      }
    }
    equal(await outcome(client(send).post('/register', { email, username, password: PASSWORD })), 201)
  },

  'a browser that asks for cookies gets no token to read, and proves each change': async (send) => {
    const user = await customer(send)
    const { entered, ask, jar, csrf } = await browser(send, user)
    equal([entered.status, entered.body], [200, { expires_in: 900, refresh_expires_in: 14 * 86_400 }])
    const secure = 'Secure; SameSite=Lax'
    equal(attributes(entered.set), [
      `__Host-kiosk_access; Path=/; HttpOnly; ${secure}`,
      `__Secure-kiosk_refresh; Path=/token; HttpOnly; ${secure}`,
      `__Host-kiosk_csrf; Path=/; ${secure}`,
    ])
    equal((await ask('GET', '/me')).status, 200)
    const item = { product_id: 1, quantity: 1 }
    const add = (headers?: Readonly<Record<string, string>>) => ask('POST', '/add-to-cart', item, headers)
    const others = await browser(send, user)
    for (const [headers, refusal] of [
      [{}, 'csrf_token_invalid'],
      [{ 'X-CSRF-Token': '' }, 'csrf_token_invalid'],
      [others.csrf(), 'csrf_token_invalid'],
      [{ Authorization: 'Bearer x', ...csrf() }, 'token_invalid'],
      [csrf(), undefined],
      [{ Authorization: `Bearer ${user.token}` }, undefined],
    ] as const) {
      equal(codeOf(await add(headers)), refusal, JSON.stringify(headers))
    }
    equal(codeOf(await ask('POST', '/token/refresh')), 'csrf_token_invalid')
    equal(codeOf(await ask('POST', '/token/refresh', undefined, others.csrf())), 'csrf_token_invalid')
    const before = new Map(jar)
    equal((await ask('POST', '/token/refresh', undefined, csrf())).status, 200)
    const changed = [...jar].filter(([name, value]) => before.get(name) !== value).map(([name]) => name)
    equal(changed, ['__Host-kiosk_access', '__Secure-kiosk_refresh'], 'the session keeps its CSRF token')
    const fresh = await ask('POST', '/token/fresh', { password: PASSWORD }, csrf())
    equal([fresh.status, fresh.body, fresh.set.length], [200, { expires_in: 900 }, 1])
    const out = await ask('POST', '/logout', undefined, csrf())
    equal([out.status, [...jar]], [204, []])
    equal(
      codeOf(await ask('GET', '/me', undefined, { Cookie: [...before].map((pair) => pair.join('=')).join('; ') })),
      'token_invalid',
    )
  },

  'a client that does not ask for cookies gets none': async (send) => {
    const phone = await customer(send)
    const answers = [
      await client(send).post('/login', { email: phone.email, password: PASSWORD, cookies: false }),
      await refresh(send, phone.refreshToken),
      await phone.post('/token/fresh', { password: PASSWORD }),
      await phone.post('/logout'),
    ]
    for (const { headers } of answers) equal(headers.getSetCookie(), [])
  },
}
