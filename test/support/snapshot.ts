import { wholeCatalogue } from '../../src/application/ports/products.ts'
import type { Store } from '../../src/application/ports/store.ts'

/** All that a memory store keeps: it numbers users from 1, without gaps. */
export const snapshot = async ({ readers }: Store) => {
  const accounts: object[] = []
  for (let id = 1, user = await readers.users.byId(id); user; user = await readers.users.byId(++id)) {
    accounts.push({
      user,
      cart: await readers.carts.byUser(id),
      orders: await readers.orders.page(id, 1_000, undefined),
    })
  }
  return { accounts, products: await readers.catalogue.page({ ...wholeCatalogue, limit: 1_000 }) }
}
