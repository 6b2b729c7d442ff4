import { removeLine } from '../domain/cart.ts'
import type { ProductId } from '../domain/product.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { UserId, UserNotFound } from '../domain/user.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type RemoveCartLine = (line: {
  readonly userId: UserId
  readonly productId: ProductId
}) => Promise<Result<void, UserNotFound>>

/** Takes a product out of the cart; one that is not in it is out of it already. */
export const removeCartLine =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): RemoveCartLine =>
  ({ userId, productId }) =>
    unitOfWork.run(async ({ carts }) => {
      const [cart] = await carts.lock([userId])
      if (!cart) return err({ type: 'user_not_found' })
      await carts.save([removeLine(cart, productId)])
      return ok(undefined)
    })
