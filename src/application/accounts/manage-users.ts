import { isDigest } from '../../domain/accounts/password.ts'
import type { EmailTaken, Registration, User, UserId, UserNotFound, UsernameTaken } from '../../domain/accounts/user.ts'
import {
  checkRegistration,
  emailKey,
  isAdministrator,
  isErased,
  normalizeEmail,
  register,
} from '../../domain/accounts/user.ts'
import { err, type Invalid, ok, type Result } from '../../domain/result.ts'
import { type Actor, audited, type Facts, OPERATOR } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { isLastAdministrator, type LastAdministrator } from './manage-own-account.ts'
import type { TooManyAttempts } from './throttle.ts'

type RegistrationRefused = Invalid | EmailTaken | UsernameTaken | TooManyAttempts

/** The hash is made before the unit begins: no transaction waits for it. */
export const registerUser =
  ({ unitOfWork, passwords, commonPasswords, throttle }: Needs) =>
  async ({
    network,
    ...form
  }: Registration & { readonly network: string }): Promise<Result<User, RegistrationRefused>> => {
    const checked = checkRegistration(form, await commonPasswords())
    if (!checked.ok) return checked
    const { email, password } = checked.value
    const origin = { account: emailKey(email), network }
    const retryAfterMs = await throttle.registration(origin)
    if (retryAfterMs > 0) return err({ type: 'too_many_attempts', retryAfterMs, userId: undefined })
    const user = register(checked.value, await passwords.hash(password, origin))
    return unitOfWork.run(({ users }) => users.add(user))
  }

type Change = {
  readonly action: 'role_changed' | 'user_disabled' | 'user_enabled' | 'password_reset'
  readonly change: (user: User) => User
  readonly endsSessions?: boolean
}

const factsOf = ({ role, disabled, mustChangePassword }: User): Facts => ({ role, disabled, mustChangePassword })

/**
 * Changes a user, found by email or id, and ends the user's sessions if asked to. Administrators never change the last
 * one of them; an operator may.
 */
export const changeUser =
  ({ unitOfWork, clock }: Needs, { action, change, endsSessions = false }: Change) =>
  (wanted: string | UserId, by: Actor = OPERATOR): Promise<Result<User, UserNotFound | LastAdministrator>> =>
    unitOfWork.run(async ({ users, sessions, audit }) => {
      const email = typeof wanted === 'string' ? normalizeEmail(wanted) : undefined
      const find = async () => {
        if (typeof wanted === 'number') return users.lock(wanted)
        return email === undefined ? undefined : users.lockByEmail(email)
      }
      const user = await find()
      if (!user || isErased(user)) return err({ type: 'user_not_found' })
      const changed = change(user)
      const mayBeLast = by.userId !== undefined && !isAdministrator(changed)
      if (mayBeLast && (await isLastAdministrator(users, user))) return err({ type: 'last_administrator' })
      const at = clock.now()
      if (endsSessions) await sessions.end(user.id, at)
      await users.save(changed)
      const entry = { ...by, at, action, subject: `customers/${user.id}` }
      // A new password is a change, also for a user who had to change it already.
      const before = action === 'password_reset' ? {} : factsOf(user)
      await audited(audit, { ...entry, before, after: factsOf(changed) })
      return ok(changed)
    })

/** Of the one-time password: 120 random bits. */
const ONE_TIME_LENGTH = 20

/** The user has to set another password with it. */
export const resetPassword =
  (needs: Needs) =>
  async (
    email: string,
  ): Promise<Result<{ readonly user: User; readonly password: string }, UserNotFound | LastAdministrator>> => {
    const password = needs.refreshTokens.random().slice(0, ONE_TIME_LENGTH)
    const passwordHash = await needs.passwords.hash(password)
    const change = (user: User): User => ({ ...user, passwordHash, mustChangePassword: true })
    const reset = await changeUser(needs, { action: 'password_reset', change, endsSessions: true })(email)
    return reset.ok ? ok({ user: reset.value, password }) : reset
  }

const BATCH = 64

/**
 * Turns the old application's digests into hashes of them; answers, and tells on the way, how many. It may be run again,
 * and beside a shop that serves.
 */
export const wrapDigests =
  ({ unitOfWork, users, passwords, clock }: Needs) =>
  async (onProgress: (wrapped: number) => void): Promise<number> => {
    let wrapped = 0
    let found = await users.withDigest(0, BATCH)
    for (let last = found.at(-1); last; last = found.at(-1)) {
      const digests = found.filter(({ passwordHash }) => isDigest(passwordHash))
      const hashes = await Promise.all(digests.map(({ passwordHash }) => passwords.wrap(passwordHash)))
      wrapped += await unitOfWork.run(async (within) => {
        let count = 0
        for (const [i, user] of digests.entries()) {
          const wrapped = { ...user, passwordHash: hashes[i] ?? '' }
          // False when a log-in, or another password, was first.
          if (await within.users.setPassword(wrapped, user.passwordHash)) count++
        }
        const entry = { ...OPERATOR, at: clock.now(), action: 'digests_wrapped', subject: 'customers' }
        if (count > 0) await audited(within.audit, { ...entry, before: {}, after: { count } })
        return count
      })
      onProgress(wrapped)
      found = await users.withDigest(last.id, BATCH)
    }
    return wrapped
  }
