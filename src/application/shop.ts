import { type AddToCart, addToCart } from './add-to-cart.ts'
import { type CancelOrder, cancelOrder } from './cancel-order.ts'
import { type ChangeCartLine, changeCartLine } from './change-cart-line.ts'
import { coalesced } from './coalesced.ts'
import { type EmptyCart, emptyCart } from './empty-cart.ts'
import { type ImportProducts, importProducts } from './import-products.ts'
import { type ListOrders, listOrders } from './list-orders.ts'
import { type ListProducts, listProducts } from './list-products.ts'
import { type LogIn, logIn } from './log-in.ts'
import { type PlaceOrder, placeOrder } from './place-order.ts'
import type { Clock } from './ports/clock.ts'
import type { Ids } from './ports/ids.ts'
import { type Meter, noMeter } from './ports/meter.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { Store } from './ports/store.ts'
import type { Tokens } from './ports/tokens.ts'
import { Unavailable } from './ports/unavailable.ts'
import { type PromoteUser, promoteUser } from './promote-user.ts'
import { type RegisterUser, registerUser } from './register-user.ts'
import { type RemoveCartLine, removeCartLine } from './remove-cart-line.ts'
import { type ShowCart, showCart } from './show-cart.ts'
import { type ShowOrder, showOrder } from './show-order.ts'
import { type ShowProduct, showProduct } from './show-product.ts'

/** Everything one can ask of the shop. */
export type Shop = {
  readonly registerUser: RegisterUser
  readonly logIn: LogIn
  /** Whose access token this is; `undefined` when it is not good. */
  readonly authenticate: Tokens['verify']
  readonly promoteUser: PromoteUser

  readonly listProducts: ListProducts
  readonly showProduct: ShowProduct
  readonly importProducts: ImportProducts

  readonly addToCart: AddToCart
  readonly showCart: ShowCart
  readonly changeCartLine: ChangeCartLine
  readonly removeCartLine: RemoveCartLine
  readonly emptyCart: EmptyCart

  readonly placeOrder: PlaceOrder
  readonly listOrders: ListOrders
  readonly showOrder: ShowOrder
  readonly cancelOrder: CancelOrder

  /** Throws `Unavailable`, with the reason, unless the shop can serve. */
  readonly ready: Store['ready']
  /** Says from now on that it is not ready, so that nobody new is sent here, and goes on serving those who are. */
  readonly retire: () => void
  /** Takes no more purchases and additions, answers those it took, then closes the store. */
  readonly close: () => Promise<void>
}

export type Needs = {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly passwords: PasswordHasher
  readonly tokens: Tokens
  readonly meter?: Meter
}

/** Opens the shop over whatever adapters it is given: the one place where the use cases are put together. */
export const openShop = ({ store, meter = noMeter, ...needs }: Needs): Shop => {
  const all = { ...needs, meter, unitOfWork: store.unitOfWork, queries: store.queries }
  const adding = addToCart(all)
  const placing = placeOrder(all)
  let retired = false
  // Shared like any read, so that a thousand probes cost the store one question at a time.
  const checkReady = coalesced(
    async () => {
      if (retired) throw new Unavailable('the shop is closing', 'away')
      try {
        await store.ready()
      } catch (reason) {
        // Whatever it is, the shop cannot serve now and may later: that is all who asks can act on.
        const why = reason instanceof Error ? reason.message : String(reason)
        throw reason instanceof Unavailable ? reason : new Unavailable(why, 'away', reason)
      }
    },
    () => '',
  )
  return {
    registerUser: registerUser(all),
    logIn: logIn(all),
    authenticate: needs.tokens.verify,
    promoteUser: promoteUser(all),
    listProducts: listProducts(all),
    showProduct: showProduct(all),
    importProducts: importProducts(all),
    addToCart: adding,
    showCart: showCart(all),
    changeCartLine: changeCartLine(all),
    removeCartLine: removeCartLine(all),
    emptyCart: emptyCart(all),
    placeOrder: placing,
    listOrders: listOrders(all),
    showOrder: showOrder(all),
    cancelOrder: cancelOrder(all),
    ready: () => checkReady(undefined),
    retire: () => {
      retired = true
    },
    close: async () => {
      await Promise.all([adding.close(), placing.close()])
      await store.close()
    },
  }
}
