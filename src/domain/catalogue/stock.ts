import type { UserId } from '../accounts/user.ts'
import type { OrderId } from '../sales/order.ts'
import type { Product, ProductId } from './product.ts'

export const stockReasons = ['opening', 'import', 'sale', 'cancellation', 'correction', 'received', 'returned'] as const
export type StockReason = (typeof stockReasons)[number]
/** Those that an administrator may give; the shop itself gives the others. */
export const givenReasons = ['correction', 'received', 'returned'] as const satisfies readonly StockReason[]

/** Why, and by whom, a stock is changed. `at`: milliseconds since 1970-01-01 UTC. */
export type StockCause = {
  readonly reason: StockReason
  readonly at: number
  readonly orderId?: OrderId | undefined
  /** The administrator. */
  readonly userId?: UserId | undefined
  readonly note?: string | undefined
}

/** A row of the stock ledger: the changes of a product add up to its stock. */
export type StockChange = StockCause & {
  readonly productId: ProductId
  readonly change: number
  readonly stockAfter: number
}

/** From what a product had to what it has. */
export const stockChange = (before: Product, stock: number, cause: StockCause): StockChange => {
  return { ...cause, productId: before.id, change: stock - before.stock, stockAfter: stock }
}
