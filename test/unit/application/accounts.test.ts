import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { register as registerForm } from '../../../src/domain/accounts/user.ts'
import { err } from '../../../src/domain/result.ts'
import { unwrap } from '../../contracts/expect.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { register } from './shop.ts'

const device = { userAgent: '', address: '', network: '' }
const form = { network: '', email: 'ann@example.com', username: 'Ann', password: 'securepassword' }

describe('an account', () => {
  it('is not opened with an invalid form, nor with an email or username that is taken', async () => {
    const { shop } = openKiosk()
    expect(await shop.registerUser({ ...form, password: 'short' })).toMatchObject({ error: { type: 'invalid' } })
    unwrap(await shop.registerUser(form))
    expect(await shop.registerUser({ ...form, username: 'other' })).toEqual(err({ type: 'email_taken' }))
    expect(await shop.registerUser({ ...form, email: 'b@c', username: 'ANN' })).toEqual(err({ type: 'username_taken' }))
  })

  it('accepts its password, in either Unicode form, and nothing else', async () => {
    const { shop, store } = openKiosk()
    const { id, passwordHash } = unwrap(await shop.registerUser({ ...form, password: 'caf\u00e9 cr\u00e8me' }))
    expect(passwordHash).toMatch(/^\$argon2id\$/)
    const { token } = unwrap(
      await shop.logIn({ email: ' Ann@Example.com ', password: 'cafe\u0301 cre\u0300me', ...device }),
    )
    expect(await shop.authenticate(token)).toMatchObject({ userId: id, role: 'customer' })
    for (const [email, password, userId] of [
      ['ann@example.com', 'cafe creme', id],
      ['ann@example.com', 'caf\u00e9 cr\u00e8me ', id],
      ['nobody@example.com', 'caf\u00e9 cr\u00e8me', undefined],
      ['ann\u0000@example.com', 'caf\u00e9 cr\u00e8me', undefined],
    ] as const) {
      expect(await shop.logIn({ email, password, ...device })).toEqual(err({ type: 'wrong_credentials', userId }))
    }
    expect(await store.readers.users.byId(id)).toMatchObject({ passwordHash })
  })

  it('of the old application accepts its old password, and has the digest replaced', async () => {
    const store = memoryStore()
    const email = 'old@example.com'
    const passwordHash = createHash('sha256').update('old').digest('hex')
    const user = registerForm({ email, username: 'old', password: '' }, passwordHash)
    await store.unitOfWork.run(({ users }) => users.add(user))
    const enter = (run = store.unitOfWork.run) =>
      openKiosk({ store: { ...store, unitOfWork: { run } } }).shop.logIn({ email, password: 'old', ...device })

    for (const reason of [new Unavailable('read only'), new Error('a defect')]) {
      await expect(enter(() => Promise.reject(reason))).rejects.toThrow(reason.message)
    }
    expect(await store.readers.users.byEmail(email)).toMatchObject(user)
    for (const _ of [1, 2]) unwrap(await enter())
    expect((await store.readers.users.byEmail(email))?.passwordHash).toMatch(/^\$argon2id\$/)
  })

  it('becomes an administrator’s by promotion, which may be repeated', async () => {
    const kiosk = openKiosk()
    const userId = await register(kiosk, 'ann')
    for (const _ of [1, 2]) {
      expect(await kiosk.shop.promoteUser(' ANN@example.com')).toMatchObject({ value: { role: 'admin' } })
    }
    const { token } = unwrap(await kiosk.shop.logIn({ ...form, ...device }))
    expect(await kiosk.shop.authenticate(token)).toMatchObject({ userId, role: 'admin' })
    expect(await kiosk.shop.promoteUser('nobody@example.com')).toEqual(err({ type: 'user_not_found' }))
  })
})
