import { isDigest } from '../../domain/accounts/password.ts'
import type { EmailTaken, Registration, User, UserNotFound, UsernameTaken } from '../../domain/accounts/user.ts'
import { checkRegistration, emailKey, isErased, normalizeEmail, register } from '../../domain/accounts/user.ts'
import { err, type Invalid, ok, type Result } from '../../domain/result.ts'
import type { Needs } from '../needs.ts'
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

/** Changes a user, and ends the user's sessions if asked to. */
export const changeUser =
  ({ unitOfWork, clock }: Needs, change: (user: User) => User, endsSessions = false) =>
  (email: string): Promise<Result<User, UserNotFound>> =>
    unitOfWork.run(async ({ users, sessions }) => {
      const wanted = normalizeEmail(email)
      const user = wanted === undefined ? undefined : await users.lockByEmail(wanted)
      if (!user || isErased(user)) return err({ type: 'user_not_found' })
      if (endsSessions) await sessions.end(user.id, clock.now())
      const changed = change(user)
      await users.save(changed)
      return ok(changed)
    })

/** Of the one-time password: 120 random bits. */
const ONE_TIME_LENGTH = 20

/** The user has to set another password with it. */
export const resetPassword =
  (needs: Needs) =>
  async (email: string): Promise<Result<{ readonly user: User; readonly password: string }, UserNotFound>> => {
    const password = needs.refreshTokens.random().slice(0, ONE_TIME_LENGTH)
    const passwordHash = await needs.passwords.hash(password)
    const reset = await changeUser(needs, (user) => ({ ...user, passwordHash, mustChangePassword: true }), true)(email)
    return reset.ok ? ok({ user: reset.value, password }) : reset
  }

const BATCH = 64

/**
 * Turns the old application's digests into hashes of them; answers, and tells on the way, how many. It may be run again,
 * and beside a shop that serves.
 */
export const wrapDigests =
  ({ unitOfWork, users, passwords }: Needs) =>
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
        return count
      })
      onProgress(wrapped)
      found = await users.withDigest(last.id, BATCH)
    }
    return wrapped
  }
