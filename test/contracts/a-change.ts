import type { Repositories, Store } from '../../src/application/ports/store.ts'
import { anAuditEntry, aProduct, aUser, newUser, orderOf, setStock } from './given.ts'

/** Changes something through every repository; `visible` shows how much of it a reader sees. */
export const aChange = async (store: Store) => {
  const user = await aUser(store)
  const product = await aProduct(store)
  const registered = newUser()
  const order = orderOf(user, [product])
  const entry = anAuditEntry(user.id)
  return {
    change: async ({ users, products, carts, orders, audit }: Repositories) => {
      await carts.lock([user.id])
      await setStock(products, [{ id: product.id, stock: 3 }])
      await carts.saveLines([{ userId: user.id, productId: product.id, quantity: 2, priceAdded: undefined }])
      await orders.add([order])
      await users.add(registered)
      await audit.add(entry)
    },
    visible: async ({ readers } = store) => ({
      stock: (await readers.catalogue.product(product.id))?.stock,
      lines: (await readers.carts.byUser(user.id))?.cart.lines.length,
      ordered: (await readers.orders.byId(order.id)) !== undefined,
      audited: (await readers.audit.page(1_000, undefined)).some(({ userId }) => userId === user.id),
      registered: (await readers.users.byEmail(registered.email)) !== undefined,
    }),
  }
}

export const untouched = { stock: 10, lines: 0, ordered: false, audited: false, registered: false }
export const changed = { stock: 3, lines: 1, ordered: true, audited: true, registered: true }
