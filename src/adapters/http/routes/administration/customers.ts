import { Hono } from 'hono'
import type { Shop } from '../../../../application/shop.ts'
import type { HttpEnvironment, Log } from '../../environment.ts'
import { actorIn, guardsOf, type SignedInContext } from '../../middleware/guards.ts'
import { noQuery, validBody, validQuery } from '../../middleware/validate.ts'
import { answer } from '../../problems.ts'
import { json } from '../../responses.ts'
import { customersQuery, customersView, customerView, roleBody } from '../../schemas/customers.ts'
import { idIn } from '../../schemas/fields.ts'
import { managedOrdersView } from '../../schemas/orders.ts'

export const managedCustomerRoutes = (shop: Shop, currency: string, log: Log) => {
  const administrator = guardsOf(shop).user({ role: 'admin' })
  const change = async (c: SignedInContext, how: Shop['enableUser'], event: string): Promise<Response> => {
    const changed = await how(idIn(c.req.param('id') ?? ''), actorIn(c))
    const by = { request_id: c.get('requestId'), by: c.get('userId') }
    if (changed.ok) log('info', event, { ...by, user_id: changed.value.id, role: changed.value.role })
    return answer(c, changed, (customer) => json(c, customerView(customer)))
  }
  return new Hono<HttpEnvironment>()
    .get('/admin/customers', administrator, validQuery(customersQuery), async (c) => {
      return json(c, customersView(await shop.listCustomers(c.req.valid('query'))))
    })
    .get('/admin/customers/:id', administrator, noQuery, async (c) => {
      return answer(c, await shop.showCustomer(idIn(c.req.param('id'))), ({ user, orders }) =>
        json(c, { ...customerView(user), ...managedOrdersView(orders, currency) }),
      )
    })
    .post('/admin/customers/:id/disable', administrator, noQuery, (c) => change(c, shop.disableUser, 'user_disabled'))
    .post('/admin/customers/:id/enable', administrator, noQuery, (c) => change(c, shop.enableUser, 'user_enabled'))
    .put('/admin/customers/:id/role', administrator, noQuery, validBody(roleBody), (c) => {
      const isAdmin = c.req.valid('json').role === 'admin'
      return change(c, isAdmin ? shop.promoteUser : shop.demoteUser, 'role_changed')
    })
}
