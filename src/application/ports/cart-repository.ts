import type { Cart } from '../../domain/cart.ts'
import type { UserId } from '../../domain/user.ts'

export type CartRepository = {
  /** Holds these users' carts until the unit ends, an empty one for a user without lines; unknown users are left out. */
  lock(userIds: readonly UserId[]): Promise<readonly Cart[]>
  /** Replaces carts that this unit has locked. */
  save(carts: readonly Cart[]): Promise<void>
  /** Empties carts that this unit has locked. */
  clear(userIds: readonly UserId[]): Promise<void>
}
