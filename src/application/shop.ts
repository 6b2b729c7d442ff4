import { type LogIn, logIn } from './accounts/log-in.ts'
import { type PromoteUser, promoteUser, type RegisterUser, registerUser } from './accounts/manage-users.ts'
import { batched } from './batched.ts'
import type { AddToCart, ChangeCartLine, EmptyCart, RemoveCartLine } from './carts/change-cart.ts'
import { addToCarts, emptyCart, removeCartLine, setCartLines } from './carts/change-cart.ts'
import { type ShowCart, showCart } from './carts/show-cart.ts'
import { type ImportProducts, importProducts } from './catalogue/import-products.ts'
import { type ListProducts, listProducts, type ShowProduct, showProduct } from './catalogue/show-products.ts'
import { coalesced } from './coalesced.ts'
import { type CancelOrder, cancelOrder } from './orders/cancel-order.ts'
import { type PlaceOrder, placeOrder, settlePurchases } from './orders/place-order.ts'
import { type ListOrders, listOrders, type ShowOrder, showOrder } from './orders/show-orders.ts'
import type { CommonPasswords, PasswordHasher, Principal, Tokens } from './ports/security.ts'
import type { Store } from './ports/store.ts'
import type { Clock, Ids, Pause } from './ports/system.ts'
import { Unavailable } from './unavailable.ts'

export type { Principal }

export type Accounts = {
  readonly registerUser: RegisterUser
  readonly logIn: LogIn
  /** The user a token was issued to; `undefined` when the token is not valid. */
  readonly authenticate: (token: string) => Promise<Principal | undefined>
  readonly promoteUser: PromoteUser
}

export type Catalogue = {
  readonly listProducts: ListProducts
  readonly showProduct: ShowProduct
  readonly importProducts: ImportProducts
}

export type Carts = {
  readonly addToCart: AddToCart
  readonly showCart: ShowCart
  readonly changeCartLine: ChangeCartLine
  readonly removeCartLine: RemoveCartLine
  readonly emptyCart: EmptyCart
}

export type Orders = {
  readonly placeOrder: PlaceOrder
  readonly listOrders: ListOrders
  readonly showOrder: ShowOrder
  readonly cancelOrder: CancelOrder
}

export type Shop = Accounts & Catalogue & Carts & Orders

const MAX_BATCH = 64

type Needs = {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly passwords: PasswordHasher
  readonly commonPasswords: CommonPasswords
  readonly tokens: Tokens
  readonly pause: Pause
  readonly onBatch?: ((kind: string, size: number) => void) | undefined
}

/** Puts the use cases together over any adapters. */
export const openShop = ({ store, onBatch, ...needs }: Needs) => {
  const all = { ...needs, ...store.readers, unitOfWork: store.unitOfWork }
  const batch = <C, R>(run: (commands: readonly C[]) => Promise<readonly R[]>, kind: string, idempotent: boolean) =>
    batched(run, { limit: MAX_BATCH, idempotent, onBatch: onBatch && ((size) => onBatch(kind, size)) })
  // Adding is not idempotent: an addition whose outcome is unknown is never repeated.
  const additions = batch(addToCarts(all), 'add_to_cart', false)
  const changes = batch(setCartLines(all), 'change_cart_line', true)
  const purchases = batch(settlePurchases(all), 'place_order', true)
  let draining = false
  // Coalesced, so that a thousand probes cost the store one query at a time.
  const checkReady = coalesced(async () => {
    if (draining) throw new Unavailable('the shop is closing')
    try {
      await store.ready()
    } catch (reason) {
      if (reason instanceof Unavailable) throw reason
      throw new Unavailable(reason instanceof Error ? reason.message : String(reason), { cause: reason })
    }
  })
  const shop: Shop = {
    registerUser: registerUser(all),
    logIn: logIn(all),
    authenticate: needs.tokens.verify,
    promoteUser: promoteUser(all),
    listProducts: listProducts(all),
    showProduct: showProduct(all),
    importProducts: importProducts(all),
    addToCart: additions.submit,
    showCart: showCart(all),
    changeCartLine: changes.submit,
    removeCartLine: removeCartLine(all),
    emptyCart: emptyCart(all),
    placeOrder: placeOrder({ ...needs, settlePurchase: purchases.submit }),
    listOrders: listOrders(all),
    showOrder: showOrder(all),
    cancelOrder: cancelOrder(all),
  }
  return {
    shop,
    /** Throws `Unavailable`, with the reason, unless the shop can serve. */
    ready: () => checkReady(undefined),
    /** Makes `ready` throw, so that load balancers send no new clients; requests are still served. */
    startDraining: (): void => {
      draining = true
    },
    /** Rejects new commands, drains running batches, closes the store. */
    close: async (): Promise<void> => {
      await Promise.all([additions.drain(), changes.drain(), purchases.drain()])
      await store.close()
    },
  }
}
