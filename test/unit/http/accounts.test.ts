import { describe, expect, it } from 'vitest'
import { at, codeOf } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { openKiosk } from '../../support/kiosk.ts'

const kiosk = openKiosk()
const { visitor } = kiosk

const register = (form: object) => visitor.post('/register', { password: PASSWORD, ...form })
const logIn = (email: string, password: string) => visitor.post('/login', { email, password })

describe('registering', () => {
  it('opens an account and shows it without the password or its hash', async () => {
    const registered = await register({ email: ' Ada@Example.COM ', username: ' Ada ' })
    expect(registered.status).toBe(201)
    expect(registered.body).toEqual({
      message: 'User registered successfully!',
      user: { id: 1, email: 'ada@example.com', username: 'Ada' },
    })
  })

  it('keeps the password as argon2id with its parameters and nothing else', async () => {
    await register({ email: 'kept@example.com', username: 'kept' })
    const user = await kiosk.store.readers.users.byEmail('kept@example.com')
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  })

  it('takes an email once, whatever its case, and a username once, whatever its case and width', async () => {
    await kiosk.customer('grace')
    const email = await register({ email: 'GRACE@example.com', username: 'someone else' })
    expect([email.status, codeOf(email)]).toEqual([409, 'email_taken'])
    for (const username of ['GRACE', 'ｇｒａｃｅ']) {
      const name = await register({ email: 'other@example.com', username })
      expect([name.status, codeOf(name)]).toEqual([409, 'username_taken'])
    }
  })

  it('gives one email to one of two who ask for it at once', async () => {
    const both = await Promise.all([
      register({ email: 'twin@example.com', username: 'twin one' }),
      register({ email: 'twin@example.com', username: 'twin two' }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  it('makes nobody an administrator, whatever the form says', async () => {
    await register({ email: 'mallory@example.com', username: 'mallory', role: 'admin', id: 1 })
    expect(await kiosk.store.readers.users.byEmail('mallory@example.com')).toMatchObject({ role: 'customer' })
  })

  it('takes names and passwords in any script, and mark-up as the plain text that it is', async () => {
    const username = '<b>שרה & 😀</b>'
    const registered = await register({ email: 'sarah@example.com', username, password: 'סיסמה ארוכה מאוד' })
    expect(registered.status).toBe(201)
    expect(at(registered.body, 'user', 'username')).toBe(username)
    expect((await logIn('sarah@example.com', 'סיסמה ארוכה מאוד')).status).toBe(200)
  })

  it.each([
    ['seven characters', 'seven 7', 422],
    ['seven characters that are fourteen to JavaScript', '😀'.repeat(7), 422],
    ['eight of which composing leaves four', 'e\u0301'.repeat(4), 422],
    ['eight characters', 'eight 8!', 201],
    ['a common one', 'Password1', 422],
    ['the email', 'rule@example.com', 422],
    ['the username, shouted', 'THE RULES OF RULES', 422],
    ['256 characters', 'a b '.repeat(64), 201],
  ])('looks at a password of %s', async (_, password, status) => {
    const own = openKiosk()
    const form = { email: 'rule@example.com', username: 'the rules of rules', password }
    const registered = await own.visitor.post('/register', form)
    expect(registered.status).toBe(status)
    if (status === 422) expect(registered.body).toMatchObject({ code: 'invalid', errors: [{ pointer: '/password' }] })
  })
})

describe('logging in', () => {
  it('answers a token for fifteen minutes, with which one is signed in', async () => {
    await kiosk.customer('joan')
    const { status, body } = await logIn('joan@example.com', PASSWORD)
    expect(status).toBe(200)
    expect(body).toEqual({ token: expect.any(String), expires_in: 900 })
    const cart = await visitor.get('/cart', { Authorization: `Bearer ${at(body, 'token')}` })
    expect(cart.status).toBe(200)
  })

  it('knows the email in any case and with spaces around it', async () => {
    await kiosk.customer('hedy')
    expect((await logIn(' HEDY@Example.com ', PASSWORD)).status).toBe(200)
  })

  it('knows the password however its accents are typed, and only whole', async () => {
    await register({ email: 'rene@example.com', username: 'rené', password: 'café crème brûlée'.normalize('NFD') })
    expect((await logIn('rene@example.com', 'café crème brûlée'.normalize('NFC'))).status).toBe(200)
    expect((await logIn('rene@example.com', 'café crème brûlé'.normalize('NFC'))).status).toBe(401)
  })

  it('reads a long password to its end', async () => {
    const long = 'a b '.repeat(64)
    await register({ email: 'long@example.com', username: 'long', password: long })
    expect((await logIn('long@example.com', long)).status).toBe(200)
    expect((await logIn('long@example.com', `${long.slice(0, -1)}x`)).status).toBe(401)
  })
})
