import type { EmailTaken, Registration, User, UserNotFound, UsernameTaken } from '../../domain/accounts/user.ts'
import { checkRegistration, normalizeEmail, promote, register } from '../../domain/accounts/user.ts'
import { err, type Invalid, ok, type Result } from '../../domain/result.ts'
import type { CommonPasswords, PasswordHasher } from '../ports/security.ts'
import type { UnitOfWork } from '../ports/store.ts'

export type RegisterUser = (form: Registration) => Promise<Result<User, Invalid | EmailTaken | UsernameTaken>>
export type PromoteUser = (email: string) => Promise<Result<User, UserNotFound>>

type Needs = Readonly<{ unitOfWork: UnitOfWork; passwords: PasswordHasher; commonPasswords: CommonPasswords }>

/** The hash is made before the unit begins: no transaction waits for it. */
export const registerUser =
  ({ unitOfWork, passwords, commonPasswords }: Needs): RegisterUser =>
  async (form) => {
    const checked = checkRegistration(form, await commonPasswords())
    if (!checked.ok) return checked
    const user = register(checked.value, await passwords.hash(checked.value.password))
    return unitOfWork.run(({ users }) => users.add(user))
  }

export const promoteUser =
  ({ unitOfWork }: Pick<Needs, 'unitOfWork'>): PromoteUser =>
  (email) =>
    unitOfWork.run(async ({ users }) => {
      const wanted = normalizeEmail(email)
      const user = wanted === undefined ? undefined : await users.lockByEmail(wanted)
      if (!user) return err({ type: 'user_not_found' })
      const administrator = promote(user)
      await users.save(administrator)
      return ok(administrator)
    })
