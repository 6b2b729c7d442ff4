import { err, ok, type Result } from '../domain/result.ts'
import { promote, sameEmail, type User, type UserNotFound } from '../domain/user.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type PromoteUser = (email: string) => Promise<Result<User, UserNotFound>>

/** Makes a user an administrator; one who is already stays so. */
export const promoteUser =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): PromoteUser =>
  (email) =>
    unitOfWork.run(async ({ users }) => {
      const user = await users.lockByEmail(sameEmail(email))
      if (!user) return err({ type: 'user_not_found' })
      const administrator = promote(user)
      await users.save(administrator)
      return ok(administrator)
    })
