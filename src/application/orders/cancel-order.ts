import type { AccountGone, UserId } from '../../domain/accounts/user.ts'
import type { Product } from '../../domain/catalogue/product.ts'
import { type StockCause, stockChange } from '../../domain/catalogue/stock.ts'
import { err, type Result } from '../../domain/result.ts'
import type { Order, OrderId, OrderNotCancellable, OrderNotFound } from '../../domain/sales/order.ts'
import { cancel } from '../../domain/sales/order.ts'
import type { Needs } from '../needs.ts'
import type { ProductRepository } from '../ports/products.ts'

type Command = { readonly userId: UserId; readonly orderId: OrderId }
type Cancelled = Promise<Result<Order, OrderNotFound | OrderNotCancellable | AccountGone>>

/** Puts a locked order's units back into stock. */
export const restock = async (products: ProductRepository, order: Order, by: Pick<StockCause, 'at' | 'userId'>) => {
  const units = new Map(order.lines.map((line) => [line.productId, line.quantity]))
  const shelf = await products.lock([...units.keys()])
  const cause = { ...by, reason: 'cancellation', orderId: order.id } as const
  const back = (product: Product) => stockChange(product, product.stock + (units.get(product.id) ?? 0), cause)
  await products.changeStock(shelf.map(back))
}

/** Cancels an order that has not shipped and restocks it, once: the order is locked meanwhile. */
export const cancelOrder =
  ({ unitOfWork, clock }: Pick<Needs, 'unitOfWork' | 'clock'>) =>
  ({ userId, orderId }: Command): Cancelled =>
    unitOfWork.run(async ({ carts, orders, products }) => {
      const order = await orders.lock(orderId)
      if (order?.userId !== userId) {
        return err({ type: (await carts.lock([userId])).length > 0 ? 'order_not_found' : 'account_gone' })
      }
      const at = clock.now()
      const cancelled = cancel(order, { at, userId })
      if (!cancelled.ok) return cancelled
      await restock(products, order, { at })
      await orders.save(cancelled.value)
      return cancelled
    })
