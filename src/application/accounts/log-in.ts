import { type Device, expiryOf, type Session } from '../../domain/accounts/session.ts'
import { emailKey, normalizeEmail, type User, type UserId } from '../../domain/accounts/user.ts'
import { err, ok } from '../../domain/result.ts'
import { coalesced } from '../coalesced.ts'
import type { Needs } from '../needs.ts'
import { KEPT_MS } from '../ports/accounts.ts'
import type { AccessToken, Tokens } from '../ports/security.ts'
import { verifyPassword } from './verify-password.ts'

export type { AccessToken }

export type AccountDisabled = { readonly type: 'account_disabled'; readonly userId: UserId }
/** `refreshExpiresIn`: seconds from now. */
export type LoggedIn = AccessToken & Readonly<{ userId: UserId; refreshToken: string; refreshExpiresIn: number }>

/** One log-in in 16, by the clock, deletes the user's expired sessions: the others cost little more than a password. */
const CLEANING_LOG_INS = 16

/** For a session of this user; the refresh token is good until the session expires. */
export const issueTokens = async (tokens: Tokens, user: User, session: Session, refreshToken: string, now: number) => {
  const { id: userId, role, mustChangePassword } = user
  const [freshAt, until] = [Math.min(session.createdAt, now), session.expiresAt]
  const claims = { userId, role, sessionId: session.id, freshAt, mustChangePassword, until }
  const refreshExpiresIn = Math.floor((session.expiresAt - now) / 1_000)
  return { ...(await tokens.issue(claims)), userId, refreshToken, refreshExpiresIn }
}

type Credentials = Device & Readonly<Record<'email' | 'password' | 'network', string>>

/** Opens a session. */
export const logIn = (needs: Needs) => {
  const { unitOfWork, users, passwords, tokens, refreshTokens, clock, ids, lifetimes } = needs
  // A crowd that guesses at one account shares its reads.
  const byEmail = coalesced(users.byEmail, (email: string) => email)
  return ({ email, password, network, ...device }: Credentials) => {
    const wanted = normalizeEmail(email)
    const find = async () => (wanted === undefined ? undefined : byEmail(wanted))
    const origin = { account: emailKey(wanted ?? ''), network }
    return verifyPassword(needs)({ password, ...origin }, find, async (user, isOutdated) => {
      if (user.disabled) return err<AccountDisabled>({ type: 'account_disabled', userId: user.id })
      const rehashed = isOutdated ? { ...user, passwordHash: await passwords.hash(password, origin) } : user
      const now = clock.now()
      const refreshToken = refreshTokens.random()
      const times = { createdAt: now, lastUsedAt: now, expiresAt: expiryOf(now, now, lifetimes) }
      const tokenHash = refreshTokens.hash(refreshToken)
      const session = { ...device, ...times, id: ids.next(), userId: user.id, tokenHash }
      const isOpen = await unitOfWork.run(
        async (within) =>
          (!isOutdated || (await within.users.setPassword(rehashed, user.passwordHash))) &&
          within.sessions.open(session, rehashed),
        { autocommit: !isOutdated },
      )
      if (now % CLEANING_LOG_INS === 0) {
        await unitOfWork.run(({ sessions }) => sessions.deleteExpired(user.id, now - KEPT_MS), { autocommit: true })
      }
      return isOpen ? ok(await issueTokens(tokens, user, session, refreshToken, now)) : undefined
    })
  }
}
