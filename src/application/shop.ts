import type { AttemptLimits } from '../domain/accounts/throttling.ts'
import { demote, disable, enable, promote } from '../domain/accounts/user.ts'
import { authenticate, type EndedSessions, endedSessions, endingSessions } from './accounts/authenticate.ts'
import { logIn } from './accounts/log-in.ts'
import { listCustomers, showCustomer } from './accounts/manage-customers.ts'
import * as ownAccount from './accounts/manage-own-account.ts'
import { changeUser, registerUser, resetPassword, wrapDigests } from './accounts/manage-users.ts'
import { refreshSession } from './accounts/refresh-session.ts'
import { throttle } from './accounts/throttle.ts'
import { listAudit } from './audit.ts'
import { batched } from './batched.ts'
import { addToCarts, emptyCart, removeCartLine, setCartLines, showCart } from './carts/manage-cart.ts'
import { importProducts } from './catalogue/import-products.ts'
import {
  archiveProduct,
  changeProduct,
  createProduct,
  listAllProducts,
  showAnyProduct,
} from './catalogue/manage-products.ts'
import { changeStock, listStockChanges } from './catalogue/manage-stock.ts'
import { listProducts, showProduct } from './catalogue/show-products.ts'
import { coalesced } from './coalesced.ts'
import type { Needs } from './needs.ts'
import { cancelOrder } from './orders/cancel-order.ts'
import { advanceOrder, listAllOrders, showAnyOrder } from './orders/manage-orders.ts'
import { placeOrder, settlePurchases } from './orders/place-order.ts'
import { salesByCustomer, salesByDay, salesByProduct } from './orders/report-sales.ts'
import { listOrders, showOrder } from './orders/show-orders.ts'
import type { Digest } from './ports/security.ts'
import type { Readers, Store } from './ports/store.ts'
import { Unavailable } from './unavailable.ts'

const MAX_BATCH = 64

type Options = Omit<Needs, 'unitOfWork' | 'ended' | 'throttle' | keyof Readers> & {
  readonly digest: Digest
  readonly attemptLimits: AttemptLimits
  readonly store: Store
  readonly onBatch?: ((kind: string, size: number) => void) | undefined
  /** Shared by shops that are opened one after the other, as on workerd. */
  readonly ended?: EndedSessions | undefined
}

/** The driving port. */
export type Shop = ReturnType<typeof openShop>['shop']

/** Puts the use cases together over any adapters. */
export const openShop = ({ store, onBatch, ended = endedSessions(), ...needs }: Options) => {
  const { unitOfWork } = store
  const attempts = throttle({ ...needs, unitOfWork })
  const all = { ...needs, ...store.readers, unitOfWork, ended, throttle: attempts }
  const ending = { ...all, unitOfWork: endingSessions(unitOfWork, ended) }
  const batch = <C, R>(run: Parameters<typeof batched<C, R>>[0], kind: string, idempotent: boolean) =>
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
  const shop = {
    // Accounts.
    registerUser: registerUser(all),
    logIn: logIn(all),
    refreshSession: refreshSession(all),
    authenticate: authenticate(all),
    isCsrfToken: needs.tokens.isCsrfToken,
    // A user's own account.
    showAccount: ownAccount.showAccount(all),
    changeAccount: ownAccount.changeAccount(all),
    deleteAccount: ownAccount.deleteAccount(ending),
    confirmPassword: ownAccount.confirmPassword(all),
    changePassword: ownAccount.changePassword(ending),
    listSessions: ownAccount.listSessions(all),
    endSessions: ownAccount.endSessions(ending),
    // Users, for administrators and the operator.
    listCustomers: listCustomers(all),
    showCustomer: showCustomer(all),
    promoteUser: changeUser(all, { action: 'role_changed', change: promote }),
    demoteUser: changeUser(ending, { action: 'role_changed', change: demote, endsSessions: true }),
    disableUser: changeUser(ending, { action: 'user_disabled', change: disable, endsSessions: true }),
    enableUser: changeUser(all, { action: 'user_enabled', change: enable }),
    resetPassword: resetPassword(ending),
    wrapDigests: wrapDigests(all),
    // The catalogue.
    listProducts: listProducts(all),
    showProduct: showProduct(all),
    importProducts: importProducts(all),
    // Products and stock, for administrators.
    listAllProducts: listAllProducts(all),
    showAnyProduct: showAnyProduct(all),
    createProduct: createProduct(all),
    changeProduct: changeProduct(all),
    archiveProduct: archiveProduct(all, true),
    restoreProduct: archiveProduct(all, false),
    changeStock: changeStock(all),
    listStockChanges: listStockChanges(all),
    // Carts.
    addToCart: additions.submit,
    showCart: showCart(all),
    changeCartLine: changes.submit,
    removeCartLine: removeCartLine(all),
    emptyCart: emptyCart(all),
    // Orders.
    placeOrder: placeOrder(needs, purchases.submit),
    listOrders: listOrders(all),
    showOrder: showOrder(all),
    cancelOrder: cancelOrder(all),
    // Orders, reports and the audit, for administrators.
    listAllOrders: listAllOrders(all),
    showAnyOrder: showAnyOrder(all),
    advanceOrder: advanceOrder(all),
    salesByDay: salesByDay(all),
    salesByProduct: salesByProduct(all),
    salesByCustomer: salesByCustomer(all),
    listAudit: listAudit(all),
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
      await Promise.all([attempts.drain(), additions.drain(), changes.drain(), purchases.drain()])
      await store.close()
    },
  }
}
