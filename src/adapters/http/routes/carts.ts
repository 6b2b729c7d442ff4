import { Hono } from 'hono'
import type { Accounts, Carts } from '../../../application/shop.ts'
import type { PricedCart } from '../../../domain/sales/cart.ts'
import type { HttpEnvironment } from '../environment.ts'
import { signedIn } from '../middleware/guards.ts'
import { noQuery, validBody } from '../middleware/validate.ts'
import { answer, refuse } from '../problems.ts'
import { json, noContent } from '../responses.ts'
import { cartItemBody, cartLineBody, cartView } from '../schemas/carts.ts'
import { productIdIn } from '../schemas/fields.ts'

export const cartRoutes = (shop: Accounts & Carts, currency: string) => {
  const user = signedIn(shop)
  const view = (cart: PricedCart) => cartView(cart, currency)

  return new Hono<HttpEnvironment>()
    .post('/add-to-cart', user, noQuery, validBody(cartItemBody), async (c) => {
      const { user_id, product_id: productId, quantity } = c.req.valid('json')
      const userId = c.get('userId')
      if (user_id !== undefined && user_id !== userId) return refuse(c, { type: 'not_your_account' })
      const added = await shop.addToCart({ userId, productId, quantity })
      return answer(c, added, (cart) => json(c, { message: 'Item added to cart!', cart: view(cart) }))
    })
    .get('/cart', user, noQuery, async (c) => {
      const found = await shop.showCart(c.get('userId'))
      return answer(c, found, (cart) => json(c, view(cart)))
    })
    .delete('/cart', user, noQuery, async (c) => {
      const emptied = await shop.emptyCart(c.get('userId'))
      return answer(c, emptied, () => noContent(c))
    })
    .put('/cart/items/:id', user, noQuery, validBody(cartLineBody), async (c) => {
      const line = { userId: c.get('userId'), productId: productIdIn(c.req.param('id')), ...c.req.valid('json') }
      return answer(c, await shop.changeCartLine(line), (cart) => json(c, view(cart)))
    })
    .delete('/cart/items/:id', user, noQuery, async (c) => {
      const line = { userId: c.get('userId'), productId: productIdIn(c.req.param('id')) }
      return answer(c, await shop.removeCartLine(line), () => noContent(c))
    })
}
