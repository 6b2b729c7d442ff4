import { err, ok, type Result } from '../domain/result.ts'
import { isPlain } from '../domain/text.ts'
import { sameEmail, type User } from '../domain/user.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { Queries } from './ports/queries.ts'
import type { AccessToken, Tokens } from './ports/tokens.ts'
import { Unavailable } from './ports/unavailable.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type Credentials = { readonly email: string; readonly password: string }
export type WrongCredentials = { readonly type: 'wrong_credentials' }
export type LogIn = (credentials: Credentials) => Promise<Result<AccessToken, WrongCredentials>>

type Needs = {
  readonly unitOfWork: UnitOfWork
  readonly queries: Queries
  readonly passwords: PasswordHasher
  readonly tokens: Tokens
}

/** Exchanges email and password for an access token. An unknown email looks, and costs, like a wrong password. */
export const logIn = ({ unitOfWork, queries, passwords, tokens }: Needs): LogIn => {
  /** Gives way when the machine or the store is too busy: the user has shown the password, and comes again. */
  const renewHash = async (user: User, password: string): Promise<void> => {
    try {
      const hash = await passwords.hash(password)
      // Where another login was faster, the hash is a new one already, and stays.
      await unitOfWork.run(({ users }) => users.replaceHash(user.id, user.passwordHash, hash))
    } catch (reason) {
      if (!(reason instanceof Unavailable)) throw reason
    }
  }

  return async ({ email, password }) => {
    const wanted = sameEmail(email)
    const user = isPlain(wanted) ? await queries.userByEmail(wanted) : undefined
    const match = await passwords.verify(password, user?.passwordHash)
    if (!user || match === 'no') return err({ type: 'wrong_credentials' })
    if (match === 'outdated') await renewHash(user, password)
    return ok(await tokens.issue(user.id))
  }
}
