import type { Readers, Repositories } from '../../src/application/ports/store.ts'
import { attemptsContract } from './attempts.ts'
import { auditContract } from './audit.ts'
import { cartReaderContract, cartsContract } from './carts.ts'
import { catalogueContract } from './catalogue.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { orderReaderContract, ordersContract } from './orders.ts'
import { productsContract } from './products.ts'
import { managedOrdersContract, salesReaderContract } from './sales.ts'
import { searchContract } from './search.ts'
import { sessionReaderContract, sessionsContract } from './sessions.ts'
import { simultaneousUnitsContract } from './simultaneous-units.ts'
import { simultaneousUseCasesContract } from './simultaneous-use-cases.ts'
import { stockReaderContract } from './stock.ts'
import { unitOfWorkContract } from './unit-of-work.ts'
import { userReaderContract, usersContract } from './users.ts'

/** A repository or a reader without a contract does not compile; that of the audit covers its reader. */
type Ports = keyof Repositories | `${Exclude<keyof Readers, 'audit'>} reader`

/** Every promise of a store that is open and migrated. */
export const storeContracts = {
  // First: memory's reader goes through all products, and later contracts add thousands.
  'catalogue reader': catalogueContract,
  search: searchContract,
  'unit of work': unitOfWorkContract,
  'simultaneous units': simultaneousUnitsContract,
  users: usersContract,
  sessions: sessionsContract,
  attempts: attemptsContract,
  products: productsContract,
  carts: cartsContract,
  orders: ordersContract,
  audit: auditContract,
  'users reader': userReaderContract,
  'sessions reader': sessionReaderContract,
  'stock reader': stockReaderContract,
  'carts reader': cartReaderContract,
  'orders reader': orderReaderContract,
  'managed orders': managedOrdersContract,
  'sales reader': salesReaderContract,
  'simultaneous use cases': simultaneousUseCasesContract,
} as const satisfies Readonly<Record<Ports, Contract<StoreHarness>> & Record<string, Contract<StoreHarness>>>
