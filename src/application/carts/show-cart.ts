import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { type PricedCart, priceCart } from '../../domain/sales/cart.ts'
import type { CartReader } from '../ports/carts.ts'

export type ShowCart = (userId: UserId) => Promise<Result<PricedCart, AccountGone>>

export const showCart =
  ({ carts }: { readonly carts: CartReader }): ShowCart =>
  async (userId) => {
    const found = await carts.byUser(userId)
    return found ? ok(priceCart(found.cart, found.products)) : err({ type: 'account_gone' })
  }
