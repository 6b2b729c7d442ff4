import type { CartRepository } from './cart-repository.ts'
import type { OrderRepository } from './order-repository.ts'
import type { ProductRepository } from './product-repository.ts'
import type { UserRepository } from './user-repository.ts'

export type Repositories = {
  readonly users: UserRepository
  readonly products: ProductRepository
  readonly carts: CartRepository
  readonly orders: OrderRepository
}

/**
 * Everything inside `work` happens, or none of it: a returned `err` rolls back exactly as a throw does. `work` may be run
 * again (a deadlock), so it has no effect but through the repositories; these refuse use after their unit has ended, and a
 * call that fails ends it, swallowed or not.
 * Throws `Unavailable` when the store cannot do it, and says there whether it may have happened all the same.
 *
 * Locks are taken in one order everywhere, carts by user and then products by id, so that no two units wait for each
 * other in a circle.
 */
export type UnitOfWork = {
  run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>
}
