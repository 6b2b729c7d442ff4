import { MAX_PASSWORD } from '../../domain/accounts/password.ts'
import type { Origin } from '../../domain/accounts/throttling.ts'
import type { User, UserId } from '../../domain/accounts/user.ts'
import { err, type Result } from '../../domain/result.ts'
import { mayFit } from '../../domain/text.ts'
import type { Needs } from '../needs.ts'
import { Unavailable } from '../unavailable.ts'
import type { TooManyAttempts } from './throttle.ts'

/** `userId`: the account that was tried, for the log only. */
export type WrongCredentials = { readonly type: 'wrong_credentials'; readonly userId: UserId | undefined }

/** What became of a password that was not let in. */
export type PasswordRefused = WrongCredentials | TooManyAttempts

/** A password that somebody gives, and from where. */
type Given = Origin & { readonly password: string }

type Find = () => Promise<User | undefined>
/** `undefined` when the hash has changed since it was verified: the password is checked again. */
export type Work<T, E> = (user: User, isOutdated: boolean) => Promise<Result<T, E> | undefined>

const MAX_ATTEMPTS = 5

/** Does the work for the user whose password this is. An unknown user looks, and costs, like a wrong password. */
export const verifyPassword =
  ({ passwords, throttle }: Needs) =>
  async <T, E = never>(
    { password, ...origin }: Given,
    find: Find,
    work: Work<T, E>,
  ): Promise<Result<T, E | PasswordRefused>> => {
    const retryAfterMs = await throttle.logIn(origin)
    if (retryAfterMs > 0) return err({ type: 'too_many_attempts', retryAfterMs, userId: (await find())?.id })
    if (!mayFit(password, MAX_PASSWORD)) return err({ type: 'wrong_credentials', userId: undefined })
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const user = await find()
      const match = await passwords.verify(password, user?.passwordHash, origin)
      if (!user || match === 'no') return err({ type: 'wrong_credentials', userId: user?.id })
      if (attempt === 1) await throttle.succeeded(origin)
      const done = await work(user, match === 'outdated')
      if (done) return done
    }
    throw new Unavailable('the password hash kept changing while it was checked')
  }
