import { Hono } from 'hono'
import type { CataloguePage } from '../../application/list-products.ts'
import type { CatalogueQuery } from '../../application/ports/queries.ts'
import type { Shop } from '../../application/shop.ts'
import type { Product } from '../../domain/product.ts'
import { cacheable } from './cacheable.ts'
import type { HttpContext, HttpEnvironment } from './environment.ts'
import { answer, refuse } from './problem.ts'
import * as requests from './requests.ts'
import { signedIn } from './signed-in.ts'
import { optionalJson, requiredJson, valid } from './validate.ts'
import { cartView, orderView, productInList, productView, userView } from './views.ts'

/** Every route of the shop. The old application's five keep their paths, bodies and messages to the letter. */
export const routes = (shop: Shop, currency: string) => {
  const user = signedIn(shop)
  const plain = valid('query', requests.nothing)
  const product = valid('param', requests.productPath)
  const order = valid('param', requests.orderPath)
  const sendPage = cacheable((page: CataloguePage) => page.products.map(productInList))
  const sendProduct = cacheable((found: Product) => productView(found))

  return new Hono<HttpEnvironment>()
    .post('/register', plain, requiredJson, valid('json', requests.registrationBody), async (c) =>
      answer(c, await shop.registerUser(c.req.valid('json')), (added) =>
        c.json({ message: 'User registered successfully!', user: userView(added) }, 201),
      ),
    )
    .post('/login', plain, requiredJson, valid('json', requests.credentialsBody), async (c) =>
      answer(c, await shop.logIn(c.req.valid('json')), ({ token, expiresIn }) =>
        c.json({ token, expires_in: expiresIn }),
      ),
    )

    .get('/products', valid('query', requests.catalogueQuery), async (c) => {
      const query = c.req.valid('query')
      const page = await shop.listProducts(query)
      linkNext(c, query, page)
      return sendPage(c, page)
    })
    .get('/products/:id', plain, product, async (c) =>
      answer(c, await shop.showProduct(c.req.valid('param').id), (found) => sendProduct(c, found)),
    )

    .post('/add-to-cart', user, plain, requiredJson, valid('json', requests.cartItemBody), async (c) => {
      const { user_id, product_id: productId, quantity } = c.req.valid('json')
      const userId = c.get('userId')
      if (user_id !== undefined && user_id !== userId) return refuse(c, { type: 'not_your_account' })
      return answer(c, await shop.addToCart({ userId, productId, quantity }), (cart) =>
        c.json({ message: 'Item added to cart!', cart: cartView(cart, currency) }),
      )
    })
    .get('/cart', user, plain, async (c) =>
      answer(c, await shop.showCart(c.get('userId')), (cart) => c.json(cartView(cart, currency))),
    )
    .delete('/cart', user, plain, async (c) =>
      answer(c, await shop.emptyCart(c.get('userId')), () => c.body(null, 204)),
    )
    .put('/cart/items/:id', user, plain, product, requiredJson, valid('json', requests.cartLineBody), async (c) => {
      const item = { userId: c.get('userId'), productId: c.req.valid('param').id, ...c.req.valid('json') }
      return answer(c, await shop.changeCartLine(item), (cart) => c.json(cartView(cart, currency)))
    })
    .delete('/cart/items/:id', user, plain, product, async (c) => {
      const line = { userId: c.get('userId'), productId: c.req.valid('param').id }
      return answer(c, await shop.removeCartLine(line), () => c.body(null, 204))
    })

    .post(
      '/checkout',
      user,
      plain,
      valid('header', requests.checkoutHeaders),
      optionalJson,
      valid('json', requests.checkoutBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const expectedTotal = c.req.valid('json').expected_total
        const placing = await shop.placeOrder({ userId: c.get('userId'), idempotencyKey, expectedTotal })
        return answer(c, placing, ({ order: placed, replayed }) => {
          c.header('Location', `/orders/${placed.id}`)
          if (replayed) c.header('Idempotent-Replayed', 'true')
          return c.json({ message: 'Order placed successfully!', order: orderView(placed, currency) }, 201)
        })
      },
    )
    .get('/orders', user, valid('query', requests.ordersQuery), async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const page = await shop.listOrders({ userId: c.get('userId'), limit, before: cursor })
      return c.json({ orders: page.orders.map((found) => orderView(found, currency)), next_cursor: page.next ?? null })
    })
    .get('/orders/:id', user, plain, order, async (c) => {
      const query = { userId: c.get('userId'), orderId: c.req.valid('param').id }
      return answer(c, await shop.showOrder(query), (found) => c.json(orderView(found, currency)))
    })
    .post('/orders/:id/cancel', user, plain, order, async (c) => {
      const command = { userId: c.get('userId'), orderId: c.req.valid('param').id }
      return answer(c, await shop.cancelOrder(command), (cancelled) => c.json(orderView(cancelled, currency)))
    })

    .get('/livez', plain, (c) => c.json({ status: 'alive' }))
    .get('/readyz', plain, async (c) => {
      await shop.ready()
      return c.json({ status: 'ready' })
    })
}

/** RFC 8288: the next page under the same conditions. */
const linkNext = (c: HttpContext, query: CatalogueQuery, page: CataloguePage): void => {
  if (page.end === undefined) return
  const next = new URL(c.req.url).searchParams
  next.set('cursor', requests.encodeCursor(query.sort, page.end))
  c.header('Link', `</products?${next}>; rel="next"`)
}
