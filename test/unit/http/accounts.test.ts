import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PasswordHasher } from '../../../src/application/ports/security.ts'
import { present } from '../../contracts/expect.ts'
import { type Answer, at } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'
import { cheapPasswords } from '../../support/passwords.ts'

const kiosk = openKiosk()
const { anonymous, customer } = kiosk
/** The old application's hash. */
const digest = createHash('sha256').update(PASSWORD).digest('hex')

const hashOf = async ({ store }: Kiosk, id: number) => (await store.readers.users.byId(id))?.passwordHash
const replaceHash = async (of: Kiosk, id: number, hash: string) => {
  await of.store.unitOfWork.run(({ users }) =>
    users.lock(id).then((user) => users.save({ ...present(user), passwordHash: hash })),
  )
}
const register = (form: object) => anonymous.post('/register', { password: PASSWORD, ...form })
const logIn = (email: string, password: string) => anonymous.post('/login', { email, password })

describe('registering', () => {
  it('opens an account and shows it without the password or its hash', async () => {
    const { status, body } = await register({ email: ' Ada@Example.COM ', username: ' Ada ' })
    expect(status).toBe(201)
    expect(body).toEqual({
      message: 'User registered successfully!',
      user: { id: 1, email: 'ada@example.com', username: 'Ada' },
    })
  })

  it('makes a customer, whatever role the form names', async () => {
    await register({ email: 'mallory@example.com', username: 'mallory', role: 'admin', id: 1 })
    const user = await kiosk.store.readers.users.byEmail('mallory@example.com')
    expect(user).toMatchObject({ role: 'customer' })
  })

  it('takes names and passwords in any script, and mark-up as plain text', async () => {
    for (const [username, email] of [
      ['<b>Sarah & 😀</b>', 'sarah.b@example.com'],
      ['שרה < 😀', 'sarah@example.com'],
    ]) {
      const { status, body } = await register({ email, username, password: 'סיסמה ארוכה מאוד' })
      expect([status, at(body, 'user', 'username')]).toEqual([201, username])
    }
    expect((await logIn('sarah@example.com', 'סיסמה ארוכה מאוד')).status).toBe(200)
  })
})

describe('logging in', () => {
  it('answers a token for fifteen minutes, whatever the case of the email', async () => {
    await customer('joan')
    const { status, body } = await logIn(' JOAN@Example.com ', PASSWORD)
    expect(status).toBe(200)
    const times = { expires_in: 900, refresh_expires_in: 14 * 86_400 }
    expect(body).toEqual({ token: expect.any(String), refresh_token: expect.stringMatching(/^[\w-]{43}$/), ...times })
  })

  it('gives a token that is sent under a scheme in any case (RFC 9110, section 11.1), until it expires', async () => {
    const { token } = await customer()
    const cart = async (scheme: string) =>
      (await anonymous.get('/cart', { Authorization: `${scheme} ${token}` })).status
    expect([await cart('Bearer'), await cart('bearer'), await cart('BEARER')]).toEqual([200, 200, 200])
    kiosk.advanceMs(900_000)
    expect(await cart('Bearer')).toBe(401)
  })

  it.each([digest, digest.toUpperCase()])('replaces the old application’s digest %s by argon2id', async (kept) => {
    const { id, email } = await customer()
    await replaceHash(kiosk, id, kept)
    expect((await logIn(email, kept)).status).toBe(401)
    expect(await hashOf(kiosk, id)).toBe(kept)
    expect((await logIn(email, PASSWORD)).status).toBe(200)
    expect(await hashOf(kiosk, id)).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect((await logIn(email, PASSWORD)).status).toBe(200)
  })

  it('with a password that was changed between the match and the replacement of its hash fails', async () => {
    const hash = async (password: string) => {
      if ((await hashOf(own, 1)) === digest) await replaceHash(own, 1, 'set meanwhile')
      return cheapPasswords.hash(password)
    }
    const own: Kiosk = openKiosk({ passwords: { ...cheapPasswords, hash } })
    const { email } = await own.customer()
    await replaceHash(own, 1, digest)
    expect((await own.anonymous.post('/login', { email, password: PASSWORD })).status).toBe(401)
    expect(await hashOf(own, 1)).toBe('set meanwhile')
  })

  it('looks the same and verifies once for a wrong password, an unknown email and one that cannot exist', async () => {
    const verified: string[] = []
    const passwords: PasswordHasher = {
      ...cheapPasswords,
      verify: (password, hash) => {
        verified.push(hash === undefined ? 'no account' : 'account')
        return cheapPasswords.verify(password, hash)
      },
    }
    const own = openKiosk({ passwords })
    await own.customer('ada')
    verified.length = 0
    const shown = ({ status, body, headers }: Answer) => ({
      status,
      body: { ...(typeof body === 'object' ? body : {}), request_id: 'differs' },
      headers: [...headers].filter(([name]) => name !== 'x-request-id'),
    })
    const failed = async (email: string) =>
      shown(await own.anonymous.post('/login', { email, password: 'not the password' }))
    const wrong = await failed('ada@example.com')
    expect(wrong.status).toBe(401)
    expect(await failed('nobody@example.com')).toEqual(wrong)
    expect(await failed('ada@example.com\u0000')).toEqual(wrong)
    expect(verified).toEqual(['account', 'no account', 'no account'])
  })
})
