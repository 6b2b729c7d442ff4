import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import type { ProductId } from '../../domain/catalogue/product.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CartRepository } from '../ports/carts.ts'
import type { UnitOfWork } from '../ports/store.ts'

type LineKey = { readonly userId: UserId; readonly productId: ProductId }
export type RemoveCartLine = (line: LineKey) => Promise<Result<void, AccountGone>>
export type EmptyCart = (userId: UserId) => Promise<Result<void, AccountGone>>

type Needs = { readonly unitOfWork: UnitOfWork }
type Change = (carts: CartRepository) => Promise<void>

const changeCart = ({ unitOfWork }: Needs, userId: UserId, change: Change): Promise<Result<void, AccountGone>> =>
  unitOfWork.run(async ({ carts }) => {
    const [cart] = await carts.lock([userId])
    return cart ? ok(await change(carts)) : err({ type: 'account_gone' })
  })

/** Removes a product from the cart; succeeds also when it is not there. */
export const removeCartLine =
  (needs: Needs): RemoveCartLine =>
  ({ userId, productId }) =>
    changeCart(needs, userId, (carts) => carts.removeLine(userId, productId))

export const emptyCart =
  (needs: Needs): EmptyCart =>
  (userId) =>
    changeCart(needs, userId, (carts) => carts.clear([userId]))
