import { err, ok, type Result } from '../domain/result.ts'
import { isPlain } from '../domain/text.ts'
import { sameEmail } from '../domain/user.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { Queries } from './ports/queries.ts'
import type { AccessToken, Tokens } from './ports/tokens.ts'
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
export const logIn =
  ({ unitOfWork, queries, passwords, tokens }: Needs): LogIn =>
  async ({ email, password }) => {
    const user = isPlain(email) ? await queries.userByEmail(sameEmail(email)) : undefined
    const match = await passwords.verify(password, user?.passwordHash)
    if (!user || match === 'no') return err({ type: 'wrong_credentials' })
    if (match === 'outdated') {
      const hash = await passwords.hash(password)
      // False means that another login was faster: the hash is a new one either way.
      await unitOfWork.run(({ users }) => users.replaceHash(user.id, user.passwordHash, hash))
    }
    return ok(await tokens.issue(user.id))
  }
