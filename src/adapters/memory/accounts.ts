import type { Repositories } from '../../application/ports/store.ts'
import type { Session } from '../../domain/accounts/session.ts'
import { NO_ATTEMPTS } from '../../domain/accounts/throttling.ts'
import { emailKey, isAdministrator, type NewUser, type UserId } from '../../domain/accounts/user.ts'
import { usernameKey } from '../../domain/accounts/username.ts'
import { err, ok } from '../../domain/result.ts'
import { type Drafts, fail, type keyRounds, nextId, type Unit } from './tables.ts'

export const byEmail = (email: string): string => `email ${emailKey(email)}`
const byUsername = (username: string): string => `username ${usernameKey(username)}`

export const users = (drafts: Drafts): Repositories['users'] => {
  const refusalOf = ({ email, username }: NewUser, id?: UserId) => {
    const isTaken = (key: string): boolean => ![undefined, id].includes(drafts.ids.get(key))
    if (isTaken(byEmail(email))) return err({ type: 'email_taken' } as const)
    return isTaken(byUsername(username)) ? err({ type: 'username_taken' } as const) : undefined
  }
  const setKeys = ({ email, username }: NewUser, id: UserId | undefined): void => {
    for (const key of [byEmail(email), byUsername(username)]) drafts.ids.set(key, id)
  }
  return {
    add: async (user) => {
      const refusal = refusalOf(user)
      if (refusal) return refusal
      const added = { id: nextId(drafts, 'user'), ...user }
      drafts.users.set(added.id, added)
      setKeys(added, added.id)
      return ok(added)
    },
    lock: async (id) => drafts.users.get(id),
    lockByEmail: async (email) => drafts.users.get(drafts.ids.get(byEmail(email)) ?? 0),
    lockAdministrators: async () => [...drafts.users.values()].filter(isAdministrator),
    save: async (user) => {
      const { email, username } = drafts.users.get(user.id) ?? user
      drafts.users.set(user.id, { ...user, email, username })
    },
    setPassword: async ({ id, passwordHash, mustChangePassword }, from) => {
      const user = drafts.users.get(id)
      if (user?.passwordHash !== from) return false
      drafts.users.set(id, { ...user, passwordHash, mustChangePassword })
      return true
    },
    rename: async (id, { email, username }) => {
      const user = drafts.users.get(id)
      if (!user) return ok(undefined)
      const renamed = { ...user, email: email ?? user.email, username: username ?? user.username }
      const refusal = refusalOf(renamed, id)
      if (refusal) return refusal
      setKeys(user, undefined)
      setKeys(renamed, id)
      return ok(drafts.users.set(id, renamed))
    },
  }
}

export const sessions = (drafts: Drafts, unit: Unit): Repositories['sessions'] => {
  const openOf = (userId: UserId): readonly Session[] => drafts.sessions.get(userId) ?? []
  const keep = (session: Session, others: readonly Session[]): void => {
    drafts.sessions.set(session.userId, [...others, session])
    drafts.refreshTokens.set(session.tokenHash, { session, used: undefined })
  }
  return {
    open: async (session, { passwordHash, role }) => {
      const { id, tokenHash, userId } = session
      const user = drafts.users.get(userId)
      if (user?.passwordHash !== passwordHash || user.role !== role || user.disabled) return false
      const open = openOf(session.userId)
      const isTaken = drafts.refreshTokens.get(tokenHash) ?? open.find((each) => each.id === id)
      if (isTaken) fail(unit, `the session ${id} or its token is there already`)
      keep(session, open)
      return true
    },
    byToken: async (hash) => {
      const token = drafts.refreshTokens.get(hash)
      const session = token && openOf(token.session.userId).find(({ id }) => id === token.session.id)
      return session && { session, used: token?.used }
    },
    rotate: async (session, used) => {
      const open = openOf(session.userId)
      if (!open.some(({ id, tokenHash }) => id === session.id && tokenHash === used.hash)) return false
      keep(
        session,
        open.filter(({ id }) => id !== session.id),
      )
      drafts.refreshTokens.set(used.hash, { session, used })
      return true
    },
    deleteExpired: async (userId, before) => {
      drafts.sessions.set(
        userId,
        openOf(userId).filter(({ expiresAt }) => expiresAt >= before),
      )
    },
    end: async (userId, at, { only, except } = {}) => {
      const open = openOf(userId)
      const ended = open.filter(({ id }) => (only === undefined ? id !== except : id === only))
      drafts.sessions.set(
        userId,
        open.filter((session) => !ended.includes(session)),
      )
      for (const { id } of ended) drafts.sessionEnds.set(id, at)
      return ended.length
    },
  }
}

type AttemptKeys = ReturnType<typeof keyRounds<string>>

/** `rounds` goes on where the last unit has left it, so that each clean-up looks at a few. */
export const attempts = (drafts: Drafts, rounds: AttemptKeys): Repositories['attempts'] => ({
  lock: async (keys) => new Map(keys.map((key) => [key, drafts.attempts.get(key) ?? NO_ATTEMPTS])),
  save: async (attempts) => {
    for (const [key, each] of attempts) drafts.attempts.set(key, each)
  },
  deleteExpired: async (before, limit) => {
    for (let looked = 0; looked < limit; looked++) {
      const key = rounds.next().value
      if (key === undefined) break
      if ((drafts.attempts.get(key)?.expiresAt ?? 0) < before) drafts.attempts.set(key, undefined)
    }
  },
})
