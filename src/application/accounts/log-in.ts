import { MAX_PASSWORD } from '../../domain/accounts/password.ts'
import { type Device, expiryOf, type Session } from '../../domain/accounts/session.ts'
import { normalizeEmail, type User, type UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { mayFit } from '../../domain/text.ts'
import type { Needs } from '../needs.ts'
import { KEPT_MS } from '../ports/accounts.ts'
import type { AccessToken, Tokens } from '../ports/security.ts'
import { Unavailable } from '../unavailable.ts'

export type { AccessToken }

/** `userId`: the account that was tried, for the log only. */
export type WrongCredentials = { readonly type: 'wrong_credentials'; readonly userId: UserId | undefined }
export type AccountDisabled = { readonly type: 'account_disabled'; readonly userId: UserId }
/** `refreshExpiresIn`: seconds from now. */
export type LoggedIn = AccessToken & Readonly<{ userId: UserId; refreshToken: string; refreshExpiresIn: number }>

type Find = () => Promise<User | undefined>
/** `undefined` when the hash has changed since it was verified: the password is checked again. */
export type Work<T, E> = (user: User, isOutdated: boolean) => Promise<Result<T, E> | undefined>

const MAX_ATTEMPTS = 5
/** One log-in in 16, by the clock, deletes the user's expired sessions: the others cost little more than a password. */
const CLEANING_LOG_INS = 16

/** Does the work for the user whose password this is. An unknown user looks, and costs, like a wrong password. */
export const verifyPassword =
  ({ passwords }: Needs) =>
  async <T, E = never>(password: string, find: Find, work: Work<T, E>): Promise<Result<T, E | WrongCredentials>> => {
    if (!mayFit(password, MAX_PASSWORD)) return err({ type: 'wrong_credentials', userId: undefined })
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const user = await find()
      const match = await passwords.verify(password, user?.passwordHash)
      if (!user || match === 'no') return err({ type: 'wrong_credentials', userId: user?.id })
      const done = await work(user, match === 'outdated')
      if (done) return done
    }
    throw new Unavailable('the password hash kept changing while it was checked')
  }

/** For a session of this user; the refresh token is good until the session expires. */
export const issueTokens = async (tokens: Tokens, user: User, session: Session, refreshToken: string, now: number) => {
  const { id: userId, role, mustChangePassword } = user
  const [freshAt, until] = [Math.min(session.createdAt, now), session.expiresAt]
  const claims = { userId, role, sessionId: session.id, freshAt, mustChangePassword, until }
  const refreshExpiresIn = Math.floor((session.expiresAt - now) / 1_000)
  return { ...(await tokens.issue(claims)), userId, refreshToken, refreshExpiresIn }
}

type Credentials = Device & { readonly email: string; readonly password: string }

/** Opens a session. */
export const logIn = (needs: Needs) => {
  const { unitOfWork, users, passwords, tokens, refreshTokens, clock, ids, lifetimes } = needs
  return ({ email, password, ...device }: Credentials) => {
    const wanted = normalizeEmail(email)
    const find = async () => (wanted === undefined ? undefined : users.byEmail(wanted))
    return verifyPassword(needs)(password, find, async (user, isOutdated) => {
      if (user.disabled) return err<AccountDisabled>({ type: 'account_disabled', userId: user.id })
      const rehashed = isOutdated ? { ...user, passwordHash: await passwords.hash(password) } : user
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
