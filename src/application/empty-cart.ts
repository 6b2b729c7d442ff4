import { err, ok, type Result } from '../domain/result.ts'
import type { UserId, UserNotFound } from '../domain/user.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type EmptyCart = (userId: UserId) => Promise<Result<void, UserNotFound>>

export const emptyCart =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): EmptyCart =>
  (userId) =>
    unitOfWork.run(async ({ carts }) => {
      const [cart] = await carts.lock([userId])
      if (!cart) return err({ type: 'user_not_found' })
      await carts.clear([userId])
      return ok(undefined)
    })
