import { Hono } from 'hono'
import type { Accounts, Orders } from '../../../application/shop.ts'
import type { HttpEnvironment } from '../environment.ts'
import { signedIn } from '../middleware/guards.ts'
import { noQuery, optionalJson, valid } from '../middleware/validate.ts'
import { refuse } from '../problems.ts'
import { json } from '../responses.ts'
import type { OrdersView } from '../schemas/orders.ts'
import {
  checkoutBody,
  checkoutHeaders,
  listedOrderView,
  orderPath,
  ordersQuery,
  orderView,
  placedView,
} from '../schemas/orders.ts'

export const orderRoutes = (shop: Accounts & Orders, currency: string) => {
  const user = signedIn(shop)
  const order = valid('param', orderPath)
  const key = valid('header', checkoutHeaders)

  return new Hono<HttpEnvironment>()
    .post('/checkout', user, noQuery, key, optionalJson, valid('json', checkoutBody), async (c) => {
      const idempotencyKey = c.req.valid('header')['idempotency-key']
      const expectedTotal = c.req.valid('json').expected_total
      const placing = await shop.placeOrder({ userId: c.get('principal').userId, idempotencyKey, expectedTotal })
      if (!placing.ok) return refuse(c, placing.error)
      const { order: placed, replayed } = placing.value
      // Relative: a proxy may have cut off a path before it.
      const headers = { Location: `orders/${placed.id}`, ...(replayed ? { 'Idempotent-Replayed': 'true' } : {}) }
      return json(c, placedView(placed, currency), 201, headers)
    })
    .get('/orders', user, valid('query', ordersQuery), async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const listed = await shop.listOrders({ userId: c.get('principal').userId, limit, before: cursor })
      if (!listed.ok) return refuse(c, listed.error)
      const { orders, next } = listed.value
      const found = orders.map((each) => listedOrderView(each, currency))
      return json<OrdersView>(c, { orders: found, next_cursor: next ?? null })
    })
    .get('/orders/:id', user, noQuery, order, async (c) => {
      const found = await shop.showOrder({ userId: c.get('principal').userId, orderId: c.req.valid('param').id })
      return found.ok ? json(c, orderView(found.value, currency)) : refuse(c, found.error)
    })
    .post('/orders/:id/cancel', user, noQuery, order, async (c) => {
      const command = { userId: c.get('principal').userId, orderId: c.req.valid('param').id }
      const cancelled = await shop.cancelOrder(command)
      return cancelled.ok ? json(c, orderView(cancelled.value, currency)) : refuse(c, cancelled.error)
    })
}
