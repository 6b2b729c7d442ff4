import { Hono } from 'hono'
import type { Shop } from '../../../application/shop.ts'
import type { HttpEnvironment } from '../environment.ts'
import { guardsOf } from '../middleware/guards.ts'
import { noQuery, validBody, validQuery } from '../middleware/validate.ts'
import { answer } from '../problems.ts'
import { json } from '../responses.ts'
import { productIdIn } from '../schemas/fields.ts'
import { stockBody, stockChangeView, stockPageView, stockQuery } from '../schemas/stock.ts'

export const administrationRoutes = (shop: Shop) => {
  const administrator = guardsOf(shop).user({ role: 'admin' })
  return new Hono<HttpEnvironment>()
    .get('/admin/products/:id/stock', administrator, validQuery(stockQuery), async (c) => {
      const { limit, cursor: before } = c.req.valid('query')
      const listed = await shop.listStockChanges({ productId: productIdIn(c.req.param('id')), limit, before })
      return answer(c, listed, (page) => json(c, stockPageView(page)))
    })
    .post('/admin/products/:id/stock', administrator, noQuery, validBody(stockBody), async (c) => {
      const own = { productId: productIdIn(c.req.param('id')), userId: c.get('userId') }
      return answer(c, await shop.changeStock({ ...own, ...c.req.valid('json') }), (change) =>
        json(c, stockChangeView(change), 201),
      )
    })
}
