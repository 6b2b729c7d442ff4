import { type PricedCart, priceCart } from '../domain/priced-cart.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { UserId, UserNotFound } from '../domain/user.ts'
import type { Queries } from './ports/queries.ts'

export type ShowCart = (userId: UserId) => Promise<Result<PricedCart, UserNotFound>>

export const showCart =
  ({ queries }: { readonly queries: Queries }): ShowCart =>
  async (userId) => {
    const found = await queries.cart(userId)
    return found ? ok(priceCart(found.cart, found.products)) : err({ type: 'user_not_found' })
  }
