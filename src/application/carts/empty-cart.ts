import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CartRepository, UserCartLine } from '../ports/carts.ts'
import type { UnitOfWork } from '../ports/store.ts'

type Emptied = Promise<Result<void, AccountGone>>
export type RemoveCartLine = (line: Omit<UserCartLine, 'quantity'>) => Emptied
export type EmptyCart = (userId: UserId) => Emptied

type Needs = { readonly unitOfWork: UnitOfWork }

const changeCart = ({ unitOfWork }: Needs, userId: UserId, change: (carts: CartRepository) => Promise<void>): Emptied =>
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
