import { formatMoney, type Money } from '../../domain/money.ts'
import { lineTotal, type Order, type OrderLine } from '../../domain/order.ts'
import type { PricedCart } from '../../domain/priced-cart.ts'
import type { Product } from '../../domain/product.ts'
import type { User } from '../../domain/user.ts'

// What leaves over HTTP, field by field: nothing else of an entity does.

/** A decimal number in the shop's currency: exact, because an amount has at most fifteen digits. */
export const amount = (money: Money): number => Number(formatMoney(money))

export const userView = (user: User) => ({ id: user.id, email: user.email, username: user.username })

export const productInList = (product: Product) => ({
  id: product.id,
  name: product.name,
  price: amount(product.price),
  stock: product.stock,
})

export const productView = (product: Product) => ({
  ...productInList(product),
  sku: product.sku ?? null,
  description: product.description,
})

const lineView = (line: OrderLine) => ({
  product_id: line.productId,
  name: line.name,
  price: amount(line.unitPrice),
  quantity: line.quantity,
  line_total: amount(lineTotal(line)),
})

export const cartView = (cart: PricedCart, currency: string) => ({
  items: cart.lines.map(lineView),
  total: amount(cart.total),
  currency,
})

export const orderView = (order: Order, currency: string) => ({
  id: order.id,
  status: order.status,
  placed_at: new Date(order.placedAt).toISOString(),
  items: order.lines.map(lineView),
  total: amount(order.total),
  currency,
})
