import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { client, codeOf } from '../../support/client.ts'
import { openKiosk } from '../../support/kiosk.ts'

/** Two shops over one store, and a customer of both; `reads` are the second's of ended sessions, which `during` delays. */
const open = async () => {
  const store = memoryStore()
  const reads: number[] = []
  const feed = { during: async (): Promise<void> => undefined }
  const endedSince = async (time: number) => {
    reads.push(time)
    const ended = await store.readers.sessions.endedSince(time)
    await feed.during()
    return ended
  }
  const readers = { ...store.readers, sessions: { ...store.readers.sessions, endedSince } }
  const [here, there] = [openKiosk({ store }), openKiosk({ store: { ...store, readers } })]
  const { id, token } = await here.customer('ada')
  const advanceMs = (ms: number) => {
    for (const shop of [here, there]) shop.advanceMs(ms)
  }
  const isSignedIn = async (given = token) => (await there.shop.authenticate(given)) !== undefined
  const end = (at = here.clock.now()) => store.unitOfWork.run(({ sessions }) => sessions.end(id, at))
  return { here, there, id, token, reads, feed, advanceMs, isSignedIn, end }
}

const away = async () => {
  throw new Unavailable('the store is away')
}

describe('the end of a session', () => {
  it('is known at once where it was asked for, and elsewhere within a second', async () => {
    const { here, token, advanceMs, isSignedIn } = await open()
    expect(await isSignedIn()).toBe(true)
    expect((await client(here.send, token).post('/logout')).status).toBe(204)
    expect(await here.shop.authenticate(token)).toBeUndefined()
    advanceMs(999)
    expect(await isSignedIn()).toBe(true)
    advanceMs(1)
    expect(await isSignedIn()).toBe(false)
  })

  it('costs the store one read a second, however many ask', async () => {
    const { reads, advanceMs, isSignedIn } = await open()
    for (let tenths = 0; tenths < 100; tenths++) {
      expect(await Promise.all(Array.from({ length: 20 }, () => isSignedIn()))).not.toContain(false)
      advanceMs(100)
    }
    expect(reads).toHaveLength(10)
  })

  it('is known at once to all who ask there, also while the first of them has it read', async () => {
    const { there, id, token, reads, feed, isSignedIn } = await open()
    expect(await isSignedIn()).toBe(true)
    expect(await there.shop.endSessions(id)).toBe(1)
    const { promise, resolve } = Promise.withResolvers<void>()
    feed.during = () => promise
    const first = isSignedIn()
    await expect.poll(() => reads).toHaveLength(2)
    const others = [isSignedIn(), isSignedIn()]
    // When theirs have been verified too.
    for (const _ of others) await there.tokens.verify(token)
    resolve()
    expect(await Promise.all([first, ...others])).toEqual([false, false, false])
    expect(reads).toHaveLength(2)
  })

  it('is known though it was committed 30 s after its time', async () => {
    const { here, advanceMs, isSignedIn, end } = await open()
    expect(await isSignedIn()).toBe(true)
    await end(here.clock.now() - 30_000)
    advanceMs(1_000)
    expect(await isSignedIn()).toBe(false)
  })

  it('is known after the clocks were set back by an hour, and as long as an access token is good', async () => {
    const { here, advanceMs, isSignedIn } = await open()
    expect(await isSignedIn()).toBe(true)
    advanceMs(-3_600_000)
    const [grace, hopper] = [await here.customer('grace'), await here.customer('hopper')]
    await grace.post('/logout')
    expect(await isSignedIn(grace.token)).toBe(false)
    expect(await isSignedIn(hopper.token)).toBe(true)
    await hopper.post('/logout')
    for (let minute = 0; minute < 16; minute++) {
      advanceMs(60_000)
      expect([await isSignedIn(grace.token), await isSignedIn(hopper.token)]).toEqual([false, false])
    }
  })
})

describe('while the ends of sessions cannot be read', () => {
  it('tokens are good for 5 s, then no user is served until they can', async () => {
    const { there, token, feed, advanceMs, isSignedIn } = await open()
    expect(await isSignedIn()).toBe(true)
    const { during } = feed
    feed.during = away
    advanceMs(5_000)
    expect(await isSignedIn()).toBe(true)
    advanceMs(1)
    const refused = await client(there.send, token).get('/me')
    expect([refused.status, codeOf(refused), refused.headers.get('Retry-After')]).toEqual([503, 'unavailable', '1'])
    expect((await there.anonymous.get('/products')).status).toBe(200)
    feed.during = during
    expect(await isSignedIn()).toBe(true)
  })

  it('a request that waits for a read is refused when it fails after more than 5 s', async () => {
    const { feed, advanceMs, isSignedIn } = await open()
    expect(await isSignedIn()).toBe(true)
    advanceMs(4_999)
    feed.during = async () => {
      advanceMs(2)
      await away()
    }
    await expect(isSignedIn()).rejects.toThrow('the store is away')
  })

  it('no user is served by a shop that has never read them, or after a defect', async () => {
    const { feed, advanceMs, isSignedIn } = await open()
    const { during } = feed
    feed.during = away
    await expect(isSignedIn()).rejects.toThrow('the store is away')
    feed.during = during
    expect(await isSignedIn()).toBe(true)
    advanceMs(1_000)
    feed.during = () => Promise.reject(new Error('a defect'))
    await expect(isSignedIn()).rejects.toThrow('a defect')
  })
})
