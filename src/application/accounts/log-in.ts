import { MAX_PASSWORD } from '../../domain/accounts/password.ts'
import { normalizeEmail, type User, type UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { mayFit } from '../../domain/text.ts'
import type { AccessToken, PasswordHasher, Tokens } from '../ports/security.ts'
import type { UnitOfWork } from '../ports/store.ts'
import type { UserReader } from '../ports/users.ts'
import { Unavailable } from '../unavailable.ts'

export type Credentials = { readonly email: string; readonly password: string }
/** `userId`: whose email it is, for the log; the caller is not told. */
export type WrongCredentials = { readonly type: 'wrong_credentials'; readonly userId: UserId | undefined }
type Issued = AccessToken & { readonly userId: UserId }
export type LogIn = (credentials: Credentials) => Promise<Result<Issued, WrongCredentials>>

type Needs = Readonly<{ unitOfWork: UnitOfWork; users: UserReader; passwords: PasswordHasher; tokens: Tokens }>

/** An unknown email looks, and costs, like a wrong password. */
export const logIn = ({ unitOfWork, users, passwords, tokens }: Needs): LogIn => {
  /** Ignores `Unavailable`: the next log-in tries again. */
  const renewHash = async (user: User, password: string): Promise<void> => {
    try {
      const hash = await passwords.hash(password)
      // Keeps the hash that a concurrent log-in may have stored.
      await unitOfWork.run((repositories) => repositories.users.replaceHash(user.id, user.passwordHash, hash))
    } catch (reason) {
      if (!(reason instanceof Unavailable)) throw reason
    }
  }

  return async ({ email, password }) => {
    if (!mayFit(password, MAX_PASSWORD)) return err({ type: 'wrong_credentials', userId: undefined })
    const wanted = normalizeEmail(email)
    const user = wanted === undefined ? undefined : await users.byEmail(wanted)
    const match = await passwords.verify(password, user?.passwordHash)
    if (!user || match === 'no') return err({ type: 'wrong_credentials', userId: user?.id })
    if (match === 'outdated') await renewHash(user, password)
    return ok({ ...(await tokens.issue({ userId: user.id, role: user.role })), userId: user.id })
  }
}
