import type { Repositories, Store } from '../../src/application/ports/store.ts'
import { present } from './expect.ts'
import { aProduct, aUser, newUser, orderOf } from './given.ts'

/** Changes something through every repository; `looks` tells how much of it a store shows. */
export const aChangeEverywhere = async (store: Store) => {
  const user = await aUser(store)
  const product = await aProduct(store)
  const stranger = newUser()
  const order = orderOf(user, [product])
  return {
    change: async ({ users, products, carts, orders }: Repositories) => {
      present((await carts.lock([user.id]))[0])
      const [locked] = await products.lock([product.id])
      await products.save([{ ...present(locked), stock: 3 }])
      await carts.saveLines([{ userId: user.id, productId: product.id, quantity: 2 }])
      await orders.add([order])
      await users.add(stranger)
    },
    looks: async (through = store) => ({
      stock: (await through.readers.catalogue.product(product.id))?.stock,
      lines: (await through.readers.carts.byUser(user.id))?.cart.lines.length,
      ordered: (await through.readers.orders.byId(user.id, order.id)) !== undefined,
      registered: (await through.readers.users.byEmail(stranger.email)) !== undefined,
    }),
  }
}

export const untouched = { stock: 10, lines: 0, ordered: false, registered: false }
export const changed = { stock: 3, lines: 1, ordered: true, registered: true }
