import type { Cart, CartFull, QuantityOutOfRange } from '../domain/cart.ts'
import { type PricedCart, priceCart } from '../domain/priced-cart.ts'
import type { ProductId, ProductNotFound } from '../domain/product.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { UserId, UserNotFound } from '../domain/user.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type CartItem = { readonly userId: UserId; readonly productId: ProductId; readonly quantity: number }
export type CartRefused = UserNotFound | ProductNotFound | QuantityOutOfRange | CartFull
export type CartChanged = Result<PricedCart, CartRefused>

type Change = (cart: Cart, productId: ProductId, quantity: number) => Result<Cart, QuantityOutOfRange | CartFull>

/** Applies one change an item, in order, in one unit of work; each sees the carts the ones before it left. */
export const changeCarts = (
  unitOfWork: UnitOfWork,
  items: readonly CartItem[],
  change: Change,
): Promise<readonly CartChanged[]> =>
  unitOfWork.run(async (repositories) => {
    const locked = await repositories.carts.lock(items.map(({ userId }) => userId))
    const carts = new Map(locked.map((cart) => [cart.userId, cart]))
    const wanted = [...locked.flatMap((cart) => cart.lines), ...items].map(({ productId }) => productId)
    const products = await repositories.products.byIds(wanted)
    const onSale = new Set(products.filter((product) => !product.archived).map((product) => product.id))

    const changed = items.map(({ userId, productId, quantity }): Result<Cart, CartRefused> => {
      const cart = carts.get(userId)
      if (!cart) return err({ type: 'user_not_found' })
      if (!onSale.has(productId)) return err({ type: 'product_not_found', productId })
      const next = change(cart, productId, quantity)
      if (next.ok) carts.set(userId, next.value)
      return next
    })
    await repositories.carts.save(locked.flatMap((before) => carts.get(before.userId) ?? []))
    return changed.map((result) => (result.ok ? ok(priceCart(result.value, products)) : result))
  })
