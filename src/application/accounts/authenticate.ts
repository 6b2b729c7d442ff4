import { FRESH_MS, type SessionId } from '../../domain/accounts/session.ts'
import type { Needs } from '../needs.ts'
import type { Claims } from '../ports/security.ts'
import type { UnitOfWork } from '../ports/store.ts'
import { Unavailable } from '../unavailable.ts'

/** Who is asking. */
export type Principal = Claims & { readonly isFresh: boolean }

/** How old the feed of ended sessions may be. */
const MAX_AGE_MS = 1_000
/** How long access tokens are accepted while the feed cannot be read. */
const MAX_OUTAGE_MS = 5_000
/** How far a commit may lag behind its `ended_at`, clock skew included. */
const LATEST_COMMIT_MS = 30_000

/** As read at `readAt`; `units` have ended sessions here, `unitsRead` of them before that read. */
export type EndedSessions = ReturnType<typeof endedSessions>
export const endedSessions = () => ({
  readAt: Number.NEGATIVE_INFINITY,
  units: 0,
  unitsRead: 0,
  endedAt: new Map<SessionId, number>(),
})

/** Counts the units, so that the next request reads the feed again. */
export const endingSessions = ({ run }: UnitOfWork, ended: EndedSessions): UnitOfWork => ({
  run: (work, options) =>
    run(work, options).finally(() => {
      ended.units++
    }),
})

/** Whether a session has ended, at most a second late; all who wait share one read. */
const hasEnded = ({ sessions, clock, lifetimes, ended }: Needs) => {
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    const now = clock.now()
    const oldest = now - lifetimes.accessTokenMs - LATEST_COMMIT_MS
    const { units } = ended
    const since = Math.max(oldest, Math.min(ended.readAt, now) - LATEST_COMMIT_MS)
    for (const [id, at] of await sessions.endedSince(since)) ended.endedAt.set(id, at)
    // The access tokens of these have expired.
    for (const [id, at] of ended.endedAt) if (at < oldest) ended.endedAt.delete(id)
    Object.assign(ended, { readAt: now, unitsRead: units })
  }
  /** The clock may have been set back. */
  const isCurrent = (askedAt: number, units: number): boolean =>
    ended.unitsRead >= units && ended.readAt > askedAt - MAX_AGE_MS && ended.readAt <= clock.now()

  return async (id: SessionId): Promise<boolean> => {
    const [askedAt, { units }] = [clock.now(), ended]
    try {
      while (!isCurrent(askedAt, units)) {
        reading ??= read().finally(() => {
          reading = undefined
        })
        await reading
      }
    } catch (reason) {
      const isTolerable = reason instanceof Unavailable && Math.abs(clock.now() - ended.readAt) <= MAX_OUTAGE_MS
      if (!isTolerable) throw reason
    }
    return ended.endedAt.has(id)
  }
}

/** Finds whom a token was issued to; `undefined` when it is not valid, or its session has ended. */
export const authenticate = (needs: Needs) => {
  const { tokens, clock } = needs
  const isEnded = hasEnded(needs)
  return async (token: string): Promise<Principal | undefined> => {
    const claims = await tokens.verify(token)
    if (!claims || (await isEnded(claims.sessionId))) return undefined
    return { ...claims, isFresh: clock.now() - claims.freshAt <= FRESH_MS }
  }
}
