import { Hono } from 'hono'
import type { CataloguePage, PageEnd, Sorting } from '../../../application/catalogue/show-products.ts'
import type { Shop } from '../../../application/shop.ts'
import type { Product } from '../../../domain/catalogue/product.ts'
import type { HttpContext, HttpEnvironment } from '../environment.ts'
import { guardsOf } from '../middleware/guards.ts'
import { noQuery, validBody, validQuery } from '../middleware/validate.ts'
import { answer, refuse } from '../problems.ts'
import { cacheable, json, jsonBytes, noContent } from '../responses.ts'
import { cartItemBody, cartLineBody, cartView } from '../schemas/carts.ts'
import { catalogueQuery, encodeCursor, listedProductView, productView } from '../schemas/catalogue.ts'
import { idIn, orderIdIn } from '../schemas/fields.ts'
import { checkoutBody, IDEMPOTENCY_KEY, ordersQuery, ordersView, orderView, placedView } from '../schemas/orders.ts'

export const shoppingRoutes = (shop: Shop, currency: string) => {
  const user = guardsOf(shop).user()
  const list = shop.listProducts((products) => jsonBytes(products.map(listedProductView)))
  const sendPage = cacheable((page: CataloguePage<Uint8Array<ArrayBuffer>>) => page.slices)
  const sendProduct = cacheable((product: Product) => [jsonBytes(productView(product))])

  return new Hono<HttpEnvironment>()
    .get('/products', validQuery(catalogueQuery), async (c) => {
      const query = c.req.valid('query')
      const page = await list(query)
      return sendPage(c, page, linkToNext(c, query.sort, page.end))
    })
    .get('/products/:id', noQuery, async (c) => {
      const found = await shop.showProduct(idIn(c.req.param('id')))
      return answer(c, found, (product) => sendProduct(c, product))
    })
    .post('/add-to-cart', user, noQuery, validBody(cartItemBody), async (c) => {
      const { user_id, product_id: productId, quantity } = c.req.valid('json')
      const userId = c.get('userId')
      if (user_id !== undefined && user_id !== userId) return refuse(c, { type: 'not_your_account' })
      const added = await shop.addToCart({ userId, productId, quantity })
      return answer(c, added, (cart) => json(c, { message: 'Item added to cart!', cart: cartView(cart, currency) }))
    })
    .get('/cart', user, noQuery, async (c) => {
      return answer(c, await shop.showCart(c.get('userId')), (cart) => json(c, cartView(cart, currency)))
    })
    .delete('/cart', user, noQuery, async (c) => {
      return answer(c, await shop.emptyCart(c.get('userId')), () => noContent(c))
    })
    .put('/cart/items/:id', user, noQuery, validBody(cartLineBody), async (c) => {
      const line = { userId: c.get('userId'), productId: idIn(c.req.param('id')), ...c.req.valid('json') }
      return answer(c, await shop.changeCartLine(line), (cart) => json(c, cartView(cart, currency)))
    })
    .delete('/cart/items/:id', user, noQuery, async (c) => {
      const line = { userId: c.get('userId'), productId: idIn(c.req.param('id')) }
      return answer(c, await shop.removeCartLine(line), () => noContent(c))
    })
    .post('/checkout', user, noQuery, validBody(checkoutBody, '{}'), async (c) => {
      const idempotencyKey = c.req.header('Idempotency-Key')
      if (!IDEMPOTENCY_KEY.test(idempotencyKey ?? 'none')) return refuse(c, { type: 'malformed_header' })
      const { expected_total: expectedTotal, ship_to: shipTo, note } = c.req.valid('json')
      const placing = await shop.placeOrder({ userId: c.get('userId'), idempotencyKey, expectedTotal, shipTo, note })
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

/** RFC 8288: the next page under the same conditions, relative to this one: a proxy may have cut off a path before it. */
const linkToNext = (c: HttpContext, sort: Sorting, end: PageEnd | undefined): { readonly Link?: string } => {
  if (end === undefined) return {}
  const next = new URL(c.req.url).searchParams
  next.set('cursor', encodeCursor(sort, end))
  return { Link: `<?${next}>; rel="next"` }
}
