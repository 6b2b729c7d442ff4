import type { Store } from '../../src/application/ports/store.ts'
import type { Repositories } from '../../src/application/ports/unit-of-work.ts'
import { present } from './expect.ts'
import { aProduct, aUser, newUser, orderOf } from './given.ts'

/** Changes something through every repository; `looks` tells how much of it a store shows. */
export const anUpheaval = async (store: Store) => {
  const user = await aUser(store)
  const product = await aProduct(store)
  const stranger = newUser()
  const order = orderOf(user, [product])
  return {
    change: async ({ users, products, carts, orders }: Repositories) => {
      const cart = present((await carts.lock([user.id]))[0])
      const [locked] = await products.lock([product.id])
      await products.save([{ ...present(locked), stock: 3 }])
      await carts.save([{ ...cart, lines: [{ productId: product.id, quantity: 2 }] }])
      await orders.add([order])
      await users.add(stranger)
    },
    looks: async (through = store) => ({
      stock: (await through.queries.product(product.id))?.stock,
      lines: (await through.queries.cart(user.id))?.cart.lines.length,
      ordered: (await through.queries.order(user.id, order.id)) !== undefined,
      registered: (await through.queries.userByEmail(stranger.email)) !== undefined,
    }),
  }
}

export const untouched = { stock: 10, lines: 0, ordered: false, registered: false }
export const changed = { stock: 3, lines: 1, ordered: true, registered: true }
