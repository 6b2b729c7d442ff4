import type { Repositories } from '../../application/ports/unit-of-work.ts'
import { sqlCarts } from './carts.ts'
import type { Dialect } from './dialect.ts'
import { sqlOrders } from './orders.ts'
import { sqlProducts } from './products.ts'
import type { Session } from './session.ts'
import { sqlUsers } from './users.ts'

/** The repositories of one unit of work, over the session of its transaction. */
export const sqlRepositories = (session: Session, dialect: Dialect): Repositories => ({
  users: sqlUsers(session, dialect),
  products: sqlProducts(session, dialect),
  carts: sqlCarts(session, dialect),
  orders: sqlOrders(session, dialect),
})
