import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { good } from '../../contracts/expect.ts'
import { aShop, register } from './shop.ts'

const sha256 = async (text: string) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex')

describe('an account', () => {
  it('is opened once an email and once a username, also when two ask at once', async () => {
    const { shop } = aShop()
    const form = { email: 'ann@example.com', username: 'Ann', password: 'securepassword' }
    const both = await Promise.all([
      shop.registerUser(form),
      shop.registerUser({ ...form, email: ' ANN@example.com', username: 'other' }),
    ])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await shop.registerUser({ ...form, username: 'third' })).toMatchObject({ error: { type: 'email_taken' } })
    const taken = both[0].ok ? 'ANN' : 'OTHER'
    expect(await shop.registerUser({ ...form, email: 'b@example.com', username: taken })).toMatchObject({
      error: { type: 'username_taken' },
    })
  })

  it('keeps no password, only its argon2id hash', async () => {
    const kiosk = aShop()
    await register(kiosk, 'ann')
    const user = await kiosk.store.readers.users.byEmail('ann@example.com')
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
  })

  it('is entered with its password, in either unicode form, and with nothing else', async () => {
    const { shop } = aShop()
    await shop.registerUser({ email: 'ann@example.com', username: 'ann', password: 'caf\u00e9 cr\u00e8me' })
    const email = ' Ann@Example.com '
    expect(await shop.logIn({ email, password: 'cafe\u0301 cre\u0300me' })).toMatchObject({ ok: true })
    for (const password of ['cafe creme', '', 'caf\u00e9 cr\u00e8me ', 'CAF\u00c9 CR\u00c8ME']) {
      expect(await shop.logIn({ email, password })).toEqual({ ok: false, error: { type: 'wrong_credentials' } })
    }
    expect(await shop.logIn({ email: 'nobody@example.com', password: 'x' })).toMatchObject({
      error: { type: 'wrong_credentials' },
    })
    expect(await shop.logIn({ email: 'ann\u0000@example.com', password: 'x' })).toMatchObject({
      error: { type: 'wrong_credentials' },
    })
  })

  it.each(['J\u030coe@example.com', 'nl@example.com\n', '\u1e9eLP@example.com', 'I\u0307@example.com'])(
    'that is opened as %j is entered as that',
    async (email) => {
      const { shop } = aShop()
      const form = { email, username: 'ann', password: 'securepassword' }
      expect(await shop.registerUser(form)).toMatchObject({ ok: true })
      expect(await shop.logIn(form)).toMatchObject({ ok: true })
      expect(await shop.registerUser({ ...form, username: 'other' })).toMatchObject({ error: { type: 'email_taken' } })
    },
  )

  it('of the old application is entered also when its digest cannot be replaced just now', async () => {
    const store = memoryStore()
    const legacy = {
      email: 'old@example.com',
      username: 'old',
      passwordHash: await sha256('old'),
      role: 'customer' as const,
    }
    await store.unitOfWork.run(({ users }) => users.add(legacy))
    const enter = (reason: Error) => {
      const { shop } = aShop({ ...store, unitOfWork: { run: () => Promise.reject(reason) } })
      return shop.logIn({ email: legacy.email, password: 'old' })
    }
    expect(await enter(new Unavailable('read only'))).toMatchObject({ ok: true })
    // A defect is not hidden.
    await expect(enter(new Error('a defect'))).rejects.toThrow('a defect')
  })

  it('is recognised by its token for fifteen minutes', async () => {
    const kiosk = aShop()
    const ann = await register(kiosk, 'ann')
    const entered = await kiosk.shop.logIn({ email: 'ann@example.com', password: 'securepassword' })
    if (!entered.ok) throw new Error(entered.error.type)
    const { token, expiresIn } = entered.value
    expect(expiresIn).toBe(900)
    kiosk.clock.time += 899_000
    expect(await kiosk.shop.authenticate(token)).toEqual({ userId: ann, role: 'customer' })
    kiosk.clock.time += 1_000
    expect(await kiosk.shop.authenticate(token)).toBeUndefined()
  })

  it('of the old application is entered with its old password, whose digest is then replaced', async () => {
    const store = memoryStore()
    const digest = await sha256('old')
    const legacy = { email: 'old@example.com', username: 'old', passwordHash: digest, role: 'customer' as const }
    await store.unitOfWork.run(({ users }) => users.add(legacy))
    const { shop } = aShop(store)

    expect(await shop.logIn({ email: legacy.email, password: 'wrong' })).toMatchObject({ ok: false })
    expect(await shop.logIn({ email: legacy.email, password: digest })).toMatchObject({ ok: false })
    expect((await store.readers.users.byEmail(legacy.email))?.passwordHash).toBe(digest)

    const both = await Promise.all([1, 2].map(() => shop.logIn({ email: legacy.email, password: 'old' })))
    expect(both.every(({ ok }) => ok)).toBe(true)
    expect((await store.readers.users.byEmail(legacy.email))?.passwordHash).toMatch(/^\$argon2id\$/)
    expect(await shop.logIn({ email: legacy.email, password: 'old' })).toMatchObject({ ok: true })
    expect(await shop.logIn({ email: legacy.email, password: 'wrong' })).toMatchObject({ ok: false })
  })

  it('becomes an administrator’s by promotion, and stays it', async () => {
    const kiosk = aShop()
    await register(kiosk, 'ann')
    for (const _ of [1, 2]) {
      expect(await kiosk.shop.promoteUser(' ANN@example.com')).toMatchObject({ value: { role: 'admin' } })
    }
    const entered = good(await kiosk.shop.logIn({ email: 'ann@example.com', password: 'securepassword' }))
    expect(await kiosk.shop.authenticate(entered.token)).toMatchObject({ role: 'admin' })
    expect(await kiosk.shop.promoteUser('nobody@example.com')).toEqual({ ok: false, error: { type: 'user_not_found' } })
  })
})
