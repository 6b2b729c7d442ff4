import type { UsedToken } from '../../src/application/ports/accounts.ts'
import type { Store } from '../../src/application/ports/store.ts'
import type { Session } from '../../src/domain/accounts/session.ts'
import type { User } from '../../src/domain/accounts/user.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, present, rejected } from './expect.ts'
import { aUser, ids, twoUsers, unique } from './given.ts'
import { simultaneously } from './simultaneous.ts'

const NOW = 1_795_000_000_000
const DAY = 86_400_000

const hashOf = (): string => (unique() + unique() + unique() + unique()).slice(0, 43)

export const sessionOf = (user: User, details: Partial<Session> = {}): Session => ({
  id: ids.next(),
  userId: user.id,
  tokenHash: hashOf(),
  createdAt: NOW,
  lastUsedAt: NOW,
  expiresAt: NOW + DAY,
  userAgent: `Mozilla/5.0 é ${'x'.repeat(200)}`,
  address: '2001:db8::1',
  ...details,
})

const add = async (store: Store, user: User, details: Partial<Session> = {}): Promise<Session> => {
  const session = sessionOf(user, details)
  equal(await store.unitOfWork.run(({ sessions }) => sessions.open(session, user)), true, 'whether it is open')
  return session
}

const byToken = (store: Store, hash: string) => store.unitOfWork.run(({ sessions }) => sessions.byToken(hash))
const openIds = async (store: Store, user: User) =>
  (await store.readers.sessions.ofUser(user.id, NOW)).map(({ id }) => id)
const end = (store: Store, user: User, which?: object) =>
  store.unitOfWork.run(({ sessions }) => sessions.end(user.id, NOW + 5, which))

/** The use of a session's token, and the session after it. */
const rotation = (session: Session): readonly [Session, UsedToken] => [
  { ...session, tokenHash: hashOf(), lastUsedAt: NOW + 9, expiresAt: NOW + 2 * DAY, userAgent: 'curl', address: '' },
  { hash: session.tokenHash, nonce: hashOf(), usedAt: NOW + 9 },
]
const rotate = (store: Store, rotated: readonly [Session, UsedToken]) =>
  store.unitOfWork.run(({ sessions }) => sessions.rotate(...rotated))

export const sessionsContract: Contract<StoreHarness> = {
  'finds a session by its refresh token, and by those before it': async ({ store }) => {
    const session = await add(store, await aUser(store))
    equal(await byToken(store, session.tokenHash), { session, used: undefined })
    const [first, firstUse] = rotation(session)
    const [second, secondUse] = rotation(first)
    equal([await rotate(store, [first, firstUse]), await rotate(store, [second, secondUse])], [true, true])
    equal(await byToken(store, session.tokenHash), { session: second, used: firstUse })
    equal(await byToken(store, first.tokenHash), { session: second, used: secondUse })
    equal(await byToken(store, second.tokenHash), { session: second, used: undefined })
    for (const none of ['', hashOf(), session.tokenHash.toUpperCase(), `${session.tokenHash} `]) {
      equal(await byToken(store, none), undefined, `the session of "${none}"`)
    }
  },

  'lets one of many simultaneous uses of a token rotate it': async (harness) => {
    const session = await add(harness.store, await aUser(harness.store))
    const rotations = Array.from({ length: 10 }, () => rotation(session))
    const rotated = await simultaneously(harness, 10, (through, i) => rotate(through, present(rotations[i])))
    equal(rotated.filter(Boolean).length, 1, 'the number of rotations')
    const [kept, used] = present(rotations[rotated.indexOf(true)])
    equal(await byToken(harness.store, session.tokenHash), { session: kept, used })
  },

  'ends a session once, and it is found no more': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const [session, spare, others] = [await add(store, user), await add(store, user), await add(store, other)]
    const [rotated, use] = rotation(session)
    await rotate(store, [rotated, use])
    equal(await end(store, other, { only: session.id }), 0, 'by another user')
    for (const none of ['', 'x', ids.next()]) equal(await end(store, user, { only: none }), 0, none)
    equal(await end(store, user, { only: session.id }), 1)
    equal(await end(store, user, { only: session.id }), 0, 'again')
    for (const hash of [session.tokenHash, rotated.tokenHash]) equal(await byToken(store, hash), undefined)
    equal(await rotate(store, rotation(rotated)), false, 'a use after the end')
    equal(await byToken(store, spare.tokenHash), { session: spare, used: undefined })
    equal(await openIds(store, user), [spare.id])
    equal(await openIds(store, other), [others.id])
  },

  'ends all sessions of a user, or all but one': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const added = [await add(store, user), await add(store, user), await add(store, user)]
    const kept = present(added[1])
    const others = await add(store, other)
    equal(await end(store, user, { except: kept.id }), 2)
    equal(await openIds(store, user), [kept.id])
    equal(await end(store, user), 1)
    equal(await openIds(store, user), [])
    equal(await openIds(store, other), [others.id])
  },

  'keeps nothing of a unit that is refused or fails': async ({ store }) => {
    const user = await aUser(store)
    const session = await add(store, user)
    const fault = new Error('a defect')
    const failed = store.unitOfWork.run(async ({ sessions }) => {
      await sessions.open(sessionOf(user), user)
      await sessions.rotate(...rotation(session))
      await sessions.end(user.id, NOW)
      throw fault
    })
    equal(await rejected(failed), fault)
    equal(await byToken(store, session.tokenHash), { session, used: undefined })
    equal(await openIds(store, user), [session.id])
  },

  'refuses a token or an id that is there already': async ({ store }) => {
    const user = await aUser(store)
    const { id, tokenHash } = await add(store, user)
    await rejected(add(store, user, { tokenHash }), 'a second session with one token')
    await rejected(add(store, user, { id }), 'a second session with one id')
  },

  'opens no session of a user who is disabled, or whose password or role was changed': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const open = (as: User) => store.unitOfWork.run(({ sessions }) => sessions.open(sessionOf(user), as))
    equal(
      await open({ ...user, passwordHash: user.passwordHash.toUpperCase() }),
      false,
      'after a change of the password',
    )
    equal(await open({ ...user, passwordHash: other.passwordHash }), false, 'with the hash of another')
    equal(await open({ ...user, role: 'admin' }), false, 'as the administrator that the user is no more')
    await store.unitOfWork.run(({ users }) => users.save({ ...user, disabled: true }))
    equal(await open(user), false, 'of a user who is disabled')
    equal(await openIds(store, user), [])
  },

  'deletes the sessions of a user that expired before a time, with their tokens': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const old = await add(store, user, { expiresAt: NOW })
    const [rotated, use] = rotation(old)
    await rotate(store, [{ ...rotated, expiresAt: NOW }, use])
    const [open, others] = [await add(store, user), await add(store, other, { expiresAt: NOW })]
    const deleteExpired = (before: number) =>
      store.unitOfWork.run(({ sessions }) => sessions.deleteExpired(user.id, before))
    await deleteExpired(NOW)
    equal(present(await byToken(store, old.tokenHash)).session.id, old.id, 'one that expires at that time')
    await deleteExpired(NOW + 1)
    for (const hash of [rotated.tokenHash, old.tokenHash]) equal(await byToken(store, hash), undefined)
    for (const { id, tokenHash } of [open, others]) equal((await byToken(store, tokenHash))?.session.id, id)
  },
}

export const sessionReaderContract: Contract<StoreHarness> = {
  'lists the open sessions of a user, the last used first, at most a hundred': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const second = await add(store, user, { lastUsedAt: NOW + 1 })
    const first = await add(store, user)
    const expired = await add(store, user, { lastUsedAt: NOW - 1, expiresAt: NOW })
    await add(store, other)
    equal(await store.readers.sessions.ofUser(user.id, NOW), [second, first])
    equal(await store.readers.sessions.ofUser(user.id, NOW - 1), [second, first, expired])
    const one = (id: string) => store.readers.sessions.ofUser(user.id, NOW, id)
    equal([await one(first.id), await one(expired.id), await one('x')], [[first], [], []])
    await store.unitOfWork.run(async ({ sessions }) => {
      for (let i = 0; i < 120; i++) await sessions.open(sessionOf(other, { lastUsedAt: NOW + i }), other)
    })
    const listed = await store.readers.sessions.ofUser(other.id, NOW)
    equal([listed.length, listed[0]?.lastUsedAt, listed.at(-1)?.lastUsedAt], [100, NOW + 119, NOW + 20])
  },

  'tells which sessions were ended since a time, and when': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const [early, late, open] = [await add(store, user), await add(store, user), await add(store, other)]
    const endAt = (id: string, at: number) =>
      store.unitOfWork.run(({ sessions }) => sessions.end(user.id, at, { only: id }))
    await endAt(early.id, 4_000_000_000_000)
    await endAt(late.id, 4_000_000_000_007)
    const endedSince = async (time: number) => {
      const ours = [early.id, late.id, open.id]
      return (await store.readers.sessions.endedSince(time)).filter(([id]) => ours.includes(id)).sort()
    }
    const both = [
      [early.id, 4_000_000_000_000],
      [late.id, 4_000_000_000_007],
    ]
    equal(await endedSince(4_000_000_000_000), both)
    equal(await endedSince(4_000_000_000_001), both.slice(1))
    equal(await endedSince(4_000_000_000_008), [])
    assert((await store.readers.sessions.endedSince(0)).length >= 2, 'all of them are told')
  },
}
