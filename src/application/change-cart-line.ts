import { setLine } from '../domain/cart.ts'
import { type CartChanged, type CartItem, changeCarts } from './change-carts.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type ChangeCartLine = (item: CartItem) => Promise<CartChanged>

/** Makes the cart hold exactly so many of a product. */
export const changeCartLine =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): ChangeCartLine =>
  async (item) => {
    const [changed] = await changeCarts(unitOfWork, [item], setLine)
    if (!changed) throw new Error('a change of one line had no result')
    return changed
  }
