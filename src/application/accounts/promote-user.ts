import { normalizeEmail, promote, type User, type UserNotFound } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { UnitOfWork } from '../ports/store.ts'

export type PromoteUser = (email: string) => Promise<Result<User, UserNotFound>>

export const promoteUser =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): PromoteUser =>
  (email) =>
    unitOfWork.run(async ({ users }) => {
      const wanted = normalizeEmail(email)
      const user = wanted === undefined ? undefined : await users.lockByEmail(wanted)
      if (!user) return err({ type: 'user_not_found' })
      const administrator = promote(user)
      await users.save(administrator)
      return ok(administrator)
    })
