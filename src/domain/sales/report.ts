import type { ProductId } from '../catalogue/product.ts'
import { type Money, money, sum } from '../money.ts'
import { type Order, refunded } from './order.ts'

/** An order as reports count it. */
export type Sale = Pick<Order, 'id' | 'userId' | 'placedAt' | 'status' | 'total'> & { readonly refunded: Money }

export const saleOf = (order: Order): Sale => {
  const { id, userId, placedAt, status, total } = order
  return { id, userId, placedAt, status, total, refunded: refunded(order) }
}

/** Of the orders of a day or a customer; `net` leaves out what was cancelled, and the refunds of the rest. */
export type SalesTotals = { readonly orders: number } & Readonly<
  Record<'total' | 'cancelled' | 'refunded' | 'net', Money>
>

const nothing = money(0)
export const NO_SALES: SalesTotals = { orders: 0, total: nothing, cancelled: nothing, refunded: nothing, net: nothing }

export const countSale = (totals: SalesTotals, { status, total, refunded }: Sale): SalesTotals => {
  const [cancelled, net] = status === 'cancelled' ? [total, nothing] : [nothing, money(total - refunded)]
  return {
    orders: totals.orders + 1,
    total: sum([totals.total, total]),
    cancelled: sum([totals.cancelled, cancelled]),
    refunded: sum([totals.refunded, refunded]),
    net: sum([totals.net, net]),
  }
}

/** What was sold of a product, by the name it has now. */
export type ProductSales = {
  readonly productId: ProductId
  readonly name: string
  readonly orders: number
  readonly units: number
  readonly total: Money
}
