import type { UserId } from '../../domain/accounts/user.ts'
import type { Product, ProductId } from '../../domain/catalogue/product.ts'
import type { Cart, CartLine } from '../../domain/sales/cart.ts'

export type UserCartLine = CartLine & { readonly userId: UserId }

export type CartRepository = {
  /** Locks carts until the unit ends, an empty one for a user without lines; unknown users are left out. */
  lock(userIds: readonly UserId[]): Promise<readonly Cart[]>
  /** Adds or replaces lines of locked carts. */
  saveLines(lines: readonly UserCartLine[]): Promise<void>
  /** Removes a line of a locked cart, if it is there. */
  removeLine(userId: UserId, productId: ProductId): Promise<void>
  clear(userIds: readonly UserId[]): Promise<void>
}

export type CartReader = {
  /** With archived products too; `undefined` when there is no such user. */
  byUser(userId: UserId): Promise<{ readonly cart: Cart; readonly products: readonly Product[] } | undefined>
}
