import { Hono } from 'hono'
import type { Accounts, Carts } from '../../../application/shop.ts'
import type { HttpEnvironment } from '../environment.ts'
import { signedIn } from '../middleware/guards.ts'
import { noQuery, requiredJson, valid } from '../middleware/validate.ts'
import { refuse } from '../problems.ts'
import { json, noContent } from '../responses.ts'
import { type Added, cartItemBody, cartLineBody, cartView } from '../schemas/carts.ts'
import { productPath } from '../schemas/fields.ts'

export const cartRoutes = (shop: Accounts & Carts, currency: string) => {
  const user = signedIn(shop)
  const product = valid('param', productPath)

  return new Hono<HttpEnvironment>()
    .post('/add-to-cart', user, noQuery, requiredJson, valid('json', cartItemBody), async (c) => {
      const { user_id, product_id: productId, quantity } = c.req.valid('json')
      const { userId } = c.get('principal')
      if (user_id !== undefined && user_id !== userId) return refuse(c, { type: 'not_your_account' })
      const added = await shop.addToCart({ userId, productId, quantity })
      if (!added.ok) return refuse(c, added.error)
      return json<Added>(c, { message: 'Item added to cart!', cart: cartView(added.value, currency) })
    })
    .get('/cart', user, noQuery, async (c) => {
      const cart = await shop.showCart(c.get('principal').userId)
      return cart.ok ? json(c, cartView(cart.value, currency)) : refuse(c, cart.error)
    })
    .delete('/cart', user, noQuery, async (c) => {
      const emptied = await shop.emptyCart(c.get('principal').userId)
      return emptied.ok ? noContent(c) : refuse(c, emptied.error)
    })
    .put('/cart/items/:id', user, noQuery, product, requiredJson, valid('json', cartLineBody), async (c) => {
      const { userId } = c.get('principal')
      const item = { userId, productId: c.req.valid('param').id, ...c.req.valid('json') }
      const changed = await shop.changeCartLine(item)
      return changed.ok ? json(c, cartView(changed.value, currency)) : refuse(c, changed.error)
    })
    .delete('/cart/items/:id', user, noQuery, product, async (c) => {
      const { userId } = c.get('principal')
      const removed = await shop.removeCartLine({ userId, productId: c.req.valid('param').id })
      return removed.ok ? noContent(c) : refuse(c, removed.error)
    })
}
