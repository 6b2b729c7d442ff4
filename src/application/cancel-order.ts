import { cancel, type Order, type OrderId, type OrderNotCancellable, type OrderNotFound } from '../domain/order.ts'
import { restock } from '../domain/product.ts'
import { err, type Result } from '../domain/result.ts'
import type { UserId } from '../domain/user.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

export type CancelOrder = (command: {
  readonly userId: UserId
  readonly orderId: OrderId
}) => Promise<Result<Order, OrderNotFound | OrderNotCancellable>>

/** Cancels an order that has not left and puts its units back on the shelf, once: the order is held meanwhile. */
export const cancelOrder =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): CancelOrder =>
  ({ userId, orderId }) =>
    unitOfWork.run(async ({ orders, products }) => {
      const order = await orders.lock(userId, orderId)
      if (!order) return err({ type: 'order_not_found' })
      const cancelled = cancel(order)
      if (!cancelled.ok) return cancelled
      const units = new Map(order.lines.map((line) => [line.productId, line.quantity]))
      const shelf = await products.lock([...units.keys()])
      await products.save(shelf.map((product) => restock(product, units.get(product.id) ?? 0)))
      await orders.save(cancelled.value)
      return cancelled
    })
