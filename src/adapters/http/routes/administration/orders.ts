import { Hono } from 'hono'
import type { Step } from '../../../../application/orders/manage-orders.ts'
import type { Shop } from '../../../../application/shop.ts'
import type { HttpEnvironment } from '../../environment.ts'
import { actorIn, guardsOf, type SignedInContext } from '../../middleware/guards.ts'
import { noQuery, validBody, validQuery } from '../../middleware/validate.ts'
import { answer } from '../../problems.ts'
import { json } from '../../responses.ts'
import { orderIdIn } from '../../schemas/fields.ts'
import {
  allOrdersQuery,
  cancelBody,
  managedOrdersView,
  managedOrderView,
  refundBody,
  shipBody,
} from '../../schemas/orders.ts'

export const managedOrderRoutes = (shop: Shop, currency: string) => {
  const administrator = guardsOf(shop).user({ role: 'admin' })
  const advance = async (c: SignedInContext, step: Step): Promise<Response> => {
    const advanced = await shop.advanceOrder(actorIn(c), orderIdIn(c.req.param('id') ?? ''), step)
    return answer(c, advanced, (order) => json(c, managedOrderView(order, currency)))
  }
  return new Hono<HttpEnvironment>()
    .get('/admin/orders', administrator, validQuery(allOrdersQuery), async (c) => {
      return json(c, managedOrdersView(await shop.listAllOrders(c.req.valid('query')), currency))
    })
    .get('/admin/orders/:id', administrator, noQuery, async (c) => {
      const found = await shop.showAnyOrder(orderIdIn(c.req.param('id')))
      return answer(c, found, (order) => json(c, managedOrderView(order, currency)))
    })
    .post('/admin/orders/:id/ship', administrator, noQuery, validBody(shipBody, '{}'), (c) => {
      return advance(c, { type: 'ship', tracking: c.req.valid('json').tracking })
    })
    .post('/admin/orders/:id/deliver', administrator, noQuery, (c) => advance(c, { type: 'deliver' }))
    .post('/admin/orders/:id/cancel', administrator, noQuery, validBody(cancelBody, '{}'), (c) => {
      return advance(c, { type: 'cancel', restock: c.req.valid('json').restock })
    })
    .post('/admin/orders/:id/refund', administrator, noQuery, validBody(refundBody), (c) => {
      const { amount, note } = c.req.valid('json')
      return advance(c, { type: 'refund', amount, note })
    })
}
