import { Hono } from 'hono'
import type { Shop } from '../../../../application/shop.ts'
import type { HttpEnvironment, Log } from '../../environment.ts'
import { guardsOf } from '../../middleware/guards.ts'
import { noQuery } from '../../middleware/validate.ts'
import { json } from '../../responses.ts'
import { managedCustomerRoutes } from './customers.ts'
import { managedOrderRoutes } from './orders.ts'
import { managedProductRoutes } from './products.ts'
import { reportRoutes } from './reports.ts'

export const administrationRoutes = (shop: Shop, currency: string, log: Log) => {
  const app = new Hono<HttpEnvironment>()
    .route('/', managedProductRoutes(shop))
    .route('/', managedOrderRoutes(shop, currency))
    .route('/', managedCustomerRoutes(shop, currency, log))
    .route('/', reportRoutes(shop, currency))
  const routes = [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))]
  return app.get('/admin', guardsOf(shop).user({ role: 'admin' }), noQuery, (c) => json(c, { routes }))
}
