import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PasswordHasher } from '../../../src/application/ports/security.ts'
import { type Answer, at } from '../../support/client.ts'
import { PASSWORD } from '../../support/customers.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'
import { cheapPasswords } from '../../support/passwords.ts'

/** What the old application kept of a password. */
const legacyHash = (password: string) => createHash('sha256').update(password).digest('hex')
const CURRENT = /^\$argon2id\$v=19\$m=8,t=1,p=1\$/

/** Registers Ada, and stores this hash for her. */
const registerAda = async ({ customer, store }: Kiosk, hash?: string) => {
  const { id, email } = await customer('ada')
  const kept = (await store.readers.users.byEmail(email))?.passwordHash ?? ''
  if (hash !== undefined) await store.unitOfWork.run(({ users }) => users.replaceHash(id, kept, hash))
}

/** The real hasher, with what it was asked written down. */
const watched = () => {
  const asked: string[] = []
  const passwords: PasswordHasher = {
    hash: (password) => {
      asked.push('hash')
      return cheapPasswords.hash(password)
    },
    verify: (password, kept) => {
      asked.push(kept === undefined ? 'verify against nobody' : 'verify')
      return cheapPasswords.verify(password, kept)
    },
  }
  return { passwords, asked }
}

const openWithAda = async (hash?: string) => {
  const { passwords, asked } = watched()
  const kiosk = openKiosk({ passwords })
  await registerAda(kiosk, hash)
  asked.length = 0
  const logIn = (password: string, email = 'ada@example.com') => kiosk.visitor.post('/login', { email, password })
  const keptHash = async () => (await kiosk.store.readers.users.byEmail('ada@example.com'))?.passwordHash
  return { ...kiosk, asked, logIn, keptHash }
}

const signedIn = ({ status, body }: Answer) => status === 200 && typeof at(body, 'token') === 'string'

describe('someone whom the old application registered', () => {
  it.each([
    ['as it wrote it', legacyHash(PASSWORD)],
    ['in capitals', legacyHash(PASSWORD).toUpperCase()],
  ])('logs in with a bare SHA-256 digest (%s), which is replaced by argon2id, and logs in again', async (_, hash) => {
    const { logIn, keptHash } = await openWithAda(hash)
    expect(signedIn(await logIn(PASSWORD))).toBe(true)
    const replaced = await keptHash()
    expect(replaced).toMatch(CURRENT)
    expect(signedIn(await logIn(PASSWORD))).toBe(true)
    expect(await keptHash()).toBe(replaced)
  })

  it('logs in twice at once the first time: both come in, and one new hash is kept', async () => {
    const { logIn, keptHash } = await openWithAda(legacyHash(PASSWORD))
    const both = await Promise.all([logIn(PASSWORD), logIn(PASSWORD)])
    expect(both.map(signedIn)).toEqual([true, true])
    expect(await keptHash()).toMatch(CURRENT)
    expect(signedIn(await logIn(PASSWORD))).toBe(true)
  })

  it('keeps a hash that was set while the old one was being replaced', async () => {
    const { passwords } = watched()
    const kiosk = openKiosk({
      passwords: {
        ...passwords,
        // Someone sets another hash between the match and the replacement: the moment that compare-and-swap is for.
        hash: async (password) => {
          await kiosk.store.unitOfWork.run(({ users }) => users.replaceHash(1, legacyHash(PASSWORD), 'set meanwhile'))
          return passwords.hash(password)
        },
      },
    })
    await registerAda(kiosk, legacyHash(PASSWORD))
    const answer = await kiosk.visitor.post('/login', { email: 'ada@example.com', password: PASSWORD })
    expect(signedIn(answer)).toBe(true)
    expect((await kiosk.store.readers.users.byEmail('ada@example.com'))?.passwordHash).toBe('set meanwhile')
  })

  it('does not get in with the digest in place of the password, nor is it replaced then', async () => {
    const { logIn, keptHash } = await openWithAda(legacyHash(PASSWORD))
    expect((await logIn(legacyHash(PASSWORD))).status).toBe(401)
    expect(await keptHash()).toBe(legacyHash(PASSWORD))
  })

  it('logs in with a password that would be refused today', async () => {
    const { logIn } = await openWithAda(legacyHash('123'))
    expect(signedIn(await logIn('123'))).toBe(true)
    expect(signedIn(await logIn('123'))).toBe(true)
  })
})

describe('a login that fails', () => {
  it('looks the same and hashes as much for an unknown email as for a wrong password', async () => {
    const { logIn, asked } = await openWithAda()
    const wrong = await logIn('not the password')
    const unknown = await logIn('not the password', 'nobody@example.com')
    expect(asked).toEqual(['verify', 'verify against nobody'])
    const shown = ({ status, body, headers }: Answer) => ({
      status,
      body: { ...(typeof body === 'object' ? body : {}), request_id: 'differs' },
      headers: [...headers].filter(([name]) => name !== 'x-request-id'),
    })
    expect(shown(unknown)).toEqual(shown(wrong))
    expect(wrong.status).toBe(401)
  })

  it('hashes as much for an email that cannot be one', async () => {
    const { logIn, asked } = await openWithAda()
    expect((await logIn(PASSWORD, 'ada@example.com\u0000')).status).toBe(401)
    expect(asked).toEqual(['verify against nobody'])
  })

  it('takes the time of a hash although there is nobody to compare with', async () => {
    const { logIn } = await openWithAda()
    const timed = async (email: string) => {
      const times: number[] = []
      for (let i = 0; i < 5; i++) {
        const start = performance.now()
        await logIn('not the password', email)
        times.push(performance.now() - start)
      }
      return Math.min(...times)
    }
    const [known, unknown] = [await timed('ada@example.com'), await timed('nobody@example.com')]
    expect(unknown).toBeGreaterThan(known / 3)
    expect(known).toBeGreaterThan(unknown / 3)
  })
})
