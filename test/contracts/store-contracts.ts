import type { Readers, Repositories } from '../../src/application/ports/store.ts'
import { cartsContract } from './carts.ts'
import { catalogueContract } from './catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { ordersContract } from './orders.ts'
import { productsContract } from './products.ts'
import { cartReaderContract, orderReaderContract, readersContract, userReaderContract } from './readers.ts'
import { savedProductsContract } from './saved-products.ts'
import { searchContract } from './search.ts'
import { simultaneousUnitsContract } from './simultaneous-units.ts'
import { underFireContract } from './under-fire.ts'
import { unitOfWorkContract } from './unit-of-work.ts'
import { usersContract } from './users.ts'

/** A repository or a reader without a contract does not compile. */
type Kept = keyof Repositories | `${keyof Readers} reader`
type Besides = 'unit of work' | 'simultaneous units' | 'saved products' | 'search' | 'readers' | 'under fire'

/** Every promise of a store that is open and migrated. */
export const storeContracts = {
  'unit of work': unitOfWorkContract,
  'simultaneous units': simultaneousUnitsContract,
  users: usersContract,
  products: productsContract,
  'saved products': savedProductsContract,
  carts: cartsContract,
  orders: ordersContract,
  'users reader': userReaderContract,
  'catalogue reader': catalogueContract,
  search: searchContract,
  'carts reader': cartReaderContract,
  'orders reader': orderReaderContract,
  readers: readersContract,
  'under fire': underFireContract,
} as const satisfies Readonly<Record<Kept | Besides, Contract<StoreHarness>>>
