import { Hono } from 'hono'
import type { Accounts, Orders } from '../../../application/shop.ts'
import type { HttpEnvironment } from '../environment.ts'
import { signedIn } from '../middleware/guards.ts'
import { noQuery, validBody, validQuery } from '../middleware/validate.ts'
import { answer, refuse } from '../problems.ts'
import { json } from '../responses.ts'
import { orderIdIn } from '../schemas/fields.ts'
import { checkoutBody, IDEMPOTENCY_KEY, ordersQuery, ordersView, orderView, placedView } from '../schemas/orders.ts'

export const orderRoutes = (shop: Accounts & Orders, currency: string) => {
  const user = signedIn(shop)

  return new Hono<HttpEnvironment>()
    .post('/checkout', user, noQuery, validBody(checkoutBody, '{}'), async (c) => {
      const idempotencyKey = c.req.header('Idempotency-Key')
      if (!IDEMPOTENCY_KEY.test(idempotencyKey ?? 'none')) return refuse(c, { type: 'malformed_header' })
      const expectedTotal = c.req.valid('json').expected_total
      const placing = await shop.placeOrder({ userId: c.get('userId'), idempotencyKey, expectedTotal })
      return answer(c, placing, ({ order, replayed }) => {
        // Relative: a proxy may have cut off a path before it.
        const headers = { Location: `orders/${order.id}`, ...(replayed ? { 'Idempotent-Replayed': 'true' } : {}) }
        return json(c, placedView(order, currency), 201, headers)
      })
    })
    .get('/orders', user, validQuery(ordersQuery), async (c) => {
      const { limit, cursor: before } = c.req.valid('query')
      const listed = await shop.listOrders({ userId: c.get('userId'), limit, before })
      return answer(c, listed, (page) => json(c, ordersView(page, currency)))
    })
    .get('/orders/:id', user, noQuery, async (c) => {
      const found = await shop.showOrder({ userId: c.get('userId'), orderId: orderIdIn(c.req.param('id')) })
      return answer(c, found, (order) => json(c, orderView(order, currency)))
    })
    .post('/orders/:id/cancel', user, noQuery, async (c) => {
      const cancelled = await shop.cancelOrder({ userId: c.get('userId'), orderId: orderIdIn(c.req.param('id')) })
      return answer(c, cancelled, (order) => json(c, orderView(order, currency)))
    })
}
