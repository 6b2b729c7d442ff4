import type { OrderBody } from '../support/bodies.ts'
import type { History } from './history.ts'

/** Whole cents; not a number when the amount has a third decimal. */
const cents = (amount: number): number => {
  const whole = Math.round(amount * 100)
  return whole / 100 === amount ? whole : Number.NaN
}

export const amountViolations = (history: History): readonly string[] => {
  const prices = new Map(history.before.map(({ id, price }) => [id, price]))
  return [...totalViolations(history, prices), ...stockViolations(history), ...listViolations(history, prices)]
}

type Prices = ReadonlyMap<number, number>

const isExact = ({ items, total }: OrderBody, prices: Prices): boolean =>
  items.every(
    ({ product_id, price, quantity, line_total }) =>
      price === prices.get(product_id) && cents(line_total) === cents(price) * quantity,
  ) && cents(total) === items.reduce((sum, { line_total }) => sum + cents(line_total), 0)

/** Of the orders that exist and of those in answers. */
const totalViolations = ({ operations, after }: History, prices: Prices): readonly string[] =>
  [
    ...after.orders.map(({ order }) => order),
    ...operations.flatMap(({ outcome }) => (outcome.type === 'ok' && 'order' in outcome ? outcome.order : [])),
  ]
    .filter((order) => !isExact(order, prices))
    .map(({ id, total }) => `the total ${total} of order ${id} is not exact`)

const stockViolations = ({ before, after }: History): readonly string[] => {
  const sold = new Map<number, number>()
  for (const { order } of after.orders) {
    if (order.status === 'cancelled') continue
    for (const { product_id, quantity } of order.items) sold.set(product_id, (sold.get(product_id) ?? 0) + quantity)
  }
  return before.flatMap(({ id, name, stock }) => {
    const [left = 0, units = 0] = [after.products.find((product) => product.id === id)?.stock, sold.get(id)]
    return left + units === stock ? [] : `of ${stock} ${name}, ${left} are in stock and ${units} are sold`
  })
}

const listViolations = ({ operations, after }: History, prices: Prices): readonly string[] =>
  [
    ...operations.flatMap(({ outcome }) => (outcome.type === 'ok' && 'products' in outcome ? outcome.products : [])),
    ...after.products,
  ]
    .filter(({ id, price, stock }) => price !== prices.get(id) || stock < 0)
    .map(({ name, price, stock }) => `a list showed ${stock} ${name} at ${price}`)
