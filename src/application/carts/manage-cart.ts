import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import type { ProductNotFound } from '../../domain/catalogue/product.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Cart, CartFull, PricedCart, QuantityOutOfRange } from '../../domain/sales/cart.ts'
import { addToLine, priceCart, setLine } from '../../domain/sales/cart.ts'
import type { Needs } from '../needs.ts'
import type { CartRepository, UserCartLine } from '../ports/sales.ts'

export type CartRefused = AccountGone | ProductNotFound | QuantityOutOfRange | CartFull
export type CartChanged = Result<PricedCart, CartRefused>
type Unit = Pick<Needs, 'unitOfWork'>
type CartItem = Omit<UserCartLine, 'priceAdded'>

/** Applies the changes in order in one unit of work; each sees the carts the ones before it left. */
const changeLines =
  (change: typeof setLine) =>
  ({ unitOfWork }: Unit) =>
  (items: readonly CartItem[]): Promise<readonly CartChanged[]> =>
    unitOfWork.run(async (repositories) => {
      const locked = await repositories.carts.lock(items.map(({ userId }) => userId))
      const carts = new Map(locked.map((cart) => [cart.userId, cart]))
      const wanted = [...locked.flatMap((cart) => cart.lines), ...items].map(({ productId }) => productId)
      const products = await repositories.products.byIds(wanted)
      const onSale = new Map(products.filter((product) => !product.archived).map((product) => [product.id, product]))

      const lines: UserCartLine[] = []
      const changed = items.map(({ userId, productId, quantity }): Result<Cart, CartRefused> => {
        const cart = carts.get(userId)
        if (!cart) return err({ type: 'account_gone' })
        const product = onSale.get(productId)
        if (!product) return err({ type: 'product_not_found', productId })
        const next = change(cart, product, quantity)
        if (!next.ok) return next
        carts.set(userId, next.value)
        lines.push(
          ...next.value.lines.filter((line) => line.productId === productId).map((line) => ({ ...line, userId })),
        )
        return next
      })
      await repositories.carts.saveLines(lines)
      return changed.map((result) => (result.ok ? ok(priceCart(result.value, products)) : result))
    })

/** Adds to the quantities of lines; only an order reserves stock. */
export const addToCarts = changeLines(addToLine)
export const setCartLines = changeLines(setLine)

type Emptied = Promise<Result<void, AccountGone>>

const changeCart = ({ unitOfWork }: Unit, userId: UserId, change: (carts: CartRepository) => Promise<void>): Emptied =>
  unitOfWork.run(async ({ carts }) => {
    const [cart] = await carts.lock([userId])
    return cart ? ok(await change(carts)) : err({ type: 'account_gone' })
  })

/** Removes a product from the cart; succeeds also when it is not there. */
export const removeCartLine =
  (needs: Unit) =>
  ({ userId, productId }: Omit<CartItem, 'quantity'>) =>
    changeCart(needs, userId, (carts) => carts.removeLine(userId, productId))

export const emptyCart = (needs: Unit) => (userId: UserId) =>
  changeCart(needs, userId, (carts) => carts.clear([userId]))

export const showCart =
  ({ carts }: Pick<Needs, 'carts'>) =>
  async (userId: UserId): Promise<Result<PricedCart, AccountGone>> => {
    const found = await carts.byUser(userId)
    return found ? ok(priceCart(found.cart, found.products)) : err({ type: 'account_gone' })
  }
