import { cartsContract } from './carts.ts'
import { catalogueContract } from './catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { ordersContract } from './orders.ts'
import { productsContract } from './products.ts'
import { queriesContract } from './queries.ts'
import { savedProductsContract } from './saved-products.ts'
import { searchContract } from './search.ts'
import { simultaneousUnitsContract } from './simultaneous-units.ts'
import { underFireContract } from './under-fire.ts'
import { unitOfWorkContract } from './unit-of-work.ts'
import { usersContract } from './users.ts'

/** Every promise of a store that is open and migrated. */
export const storeContracts = {
  'unit of work': unitOfWorkContract,
  'simultaneous units': simultaneousUnitsContract,
  users: usersContract,
  products: productsContract,
  'saved products': savedProductsContract,
  carts: cartsContract,
  orders: ordersContract,
  catalogue: catalogueContract,
  search: searchContract,
  queries: queriesContract,
  'under fire': underFireContract,
} as const satisfies Readonly<Record<string, Contract<StoreHarness>>>
