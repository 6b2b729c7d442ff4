import type { Invalid } from '../domain/invalid.ts'
import type { Result } from '../domain/result.ts'
import {
  checkRegistration,
  type EmailTaken,
  type Registration,
  register,
  type User,
  type UsernameTaken,
} from '../domain/user.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type RegisterUser = (form: Registration) => Promise<Result<User, Invalid | EmailTaken | UsernameTaken>>

type Needs = { readonly unitOfWork: UnitOfWork; readonly passwords: PasswordHasher }

/** Opens an account. The hash is made before the unit begins: no transaction waits for it. */
export const registerUser =
  ({ unitOfWork, passwords }: Needs): RegisterUser =>
  async (form) => {
    const checked = checkRegistration(form)
    if (!checked.ok) return checked
    const user = register(checked.value, await passwords.hash(form.password))
    return unitOfWork.run(({ users }) => users.add(user))
  }
