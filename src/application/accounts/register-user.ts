import type { EmailTaken, Registration, User, UsernameTaken } from '../../domain/accounts/user.ts'
import { checkRegistration, register } from '../../domain/accounts/user.ts'
import type { Invalid, Result } from '../../domain/result.ts'
import type { CommonPasswords, PasswordHasher } from '../ports/security.ts'
import type { UnitOfWork } from '../ports/store.ts'

export type RegisterUser = (form: Registration) => Promise<Result<User, Invalid | EmailTaken | UsernameTaken>>

type Needs = {
  readonly unitOfWork: UnitOfWork
  readonly passwords: PasswordHasher
  readonly commonPasswords: CommonPasswords
}

/** The hash is made before the unit begins: no transaction waits for it. */
export const registerUser =
  ({ unitOfWork, passwords, commonPasswords }: Needs): RegisterUser =>
  async (form) => {
    const checked = checkRegistration(form, await commonPasswords())
    if (!checked.ok) return checked
    const user = register(checked.value, await passwords.hash(checked.value.password))
    return unitOfWork.run(({ users }) => users.add(user))
  }
