import { type Context, Hono } from 'hono'
import type { Shop } from '../../../../application/shop.ts'
import type { Product } from '../../../../domain/catalogue/product.ts'
import type { HttpEnvironment } from '../../environment.ts'
import { actorIn, guardsOf } from '../../middleware/guards.ts'
import { noQuery, validBody, validQuery } from '../../middleware/validate.ts'
import { answer, refuse } from '../../problems.ts'
import { json } from '../../responses.ts'
import { idIn } from '../../schemas/fields.ts'
import {
  allProductsQuery,
  managedProductsView,
  managedProductView,
  newProductBody,
  productPatch,
} from '../../schemas/products.ts'
import { stockBody, stockChangeView, stockPageView, stockQuery } from '../../schemas/stock.ts'

export const managedProductRoutes = (shop: Shop) => {
  const administrator = guardsOf(shop).user({ role: 'admin' })
  return new Hono<HttpEnvironment>()
    .get('/admin/products', administrator, validQuery(allProductsQuery), async (c) => {
      return json(c, managedProductsView(await shop.listAllProducts(c.req.valid('query'))))
    })
    .post('/admin/products', administrator, noQuery, validBody(newProductBody), async (c) => {
      const created = await shop.createProduct(actorIn(c), c.req.valid('json'))
      return answer(c, created, (product) => send(c, product, 201, { Location: `products/${product.id}` }))
    })
    .get('/admin/products/:id', administrator, noQuery, async (c) => {
      return answer(c, await shop.showAnyProduct(idIn(c.req.param('id'))), (product) => send(c, product))
    })
    .patch('/admin/products/:id', administrator, noQuery, validBody(productPatch), async (c) => {
      const ifMatch = c.req.header('If-Match')
      if (ifMatch === undefined) return refuse(c, { type: 'if_match_missing' })
      const edit = { productId: idIn(c.req.param('id')), versions: versionsIn(ifMatch), changes: c.req.valid('json') }
      return answer(c, await shop.changeProduct(actorIn(c), edit), (product) => send(c, product))
    })
    .post('/admin/products/:id/archive', administrator, noQuery, async (c) => {
      return answer(c, await shop.archiveProduct(actorIn(c), idIn(c.req.param('id'))), (product) => send(c, product))
    })
    .post('/admin/products/:id/restore', administrator, noQuery, async (c) => {
      return answer(c, await shop.restoreProduct(actorIn(c), idIn(c.req.param('id'))), (product) => send(c, product))
    })
    .get('/admin/products/:id/stock', administrator, validQuery(stockQuery), async (c) => {
      const { limit, cursor: before } = c.req.valid('query')
      const listed = await shop.listStockChanges({ productId: idIn(c.req.param('id')), limit, before })
      return answer(c, listed, (page) => json(c, stockPageView(page)))
    })
    .post('/admin/products/:id/stock', administrator, noQuery, validBody(stockBody), async (c) => {
      const productId = idIn(c.req.param('id'))
      const changed = await shop.changeStock(actorIn(c), { productId, ...c.req.valid('json') })
      return answer(c, changed, (change) => json(c, stockChangeView(change), 201))
    })
}

const send = (c: Context, product: Product, status = 200, headers: Readonly<Record<string, string>> = {}) =>
  json(c, managedProductView(product), status, { ...headers, ETag: `"v${product.version}"` })

/** RFC 9110, section 13.1.1: a list of tags, compared strongly, or `*`, which is `undefined` here. */
const versionsIn = (ifMatch: string): readonly number[] | undefined =>
  ifMatch === '*' ? undefined : [...ifMatch.matchAll(/(?<!W\/)"v(\d{1,15})"/g)].map(([, digits]) => Number(digits))
