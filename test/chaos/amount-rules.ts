import type { OrderBody } from '../support/bodies.ts'
import type { History, ProductBody } from './history.ts'

/** Whole cents; not a number when the amount has a third decimal. */
const cents = (amount: number): number => {
  const whole = Math.round(amount * 100)
  return whole / 100 === amount ? whole : Number.NaN
}

/** What is wrong with the amounts of a history, in money and in stock, a sentence each. */
export const faultsOfAmounts = (history: History): readonly string[] => [
  ...faultsOfTotals(history),
  ...faultsOfStock(history),
  ...faultsOfLists(history),
]

const isExact = (order: OrderBody, prices: ReadonlyMap<number, number>): boolean => {
  const lines = order.items.map(({ product_id, quantity }) => cents(prices.get(product_id) ?? Number.NaN) * quantity)
  return (
    order.items.every((line, i) => line.price === prices.get(line.product_id) && cents(line.line_total) === lines[i]) &&
    cents(order.total) === lines.reduce((sum, line) => sum + line, 0)
  )
}

/** Both of the orders that are there and of those that clients were shown. */
const faultsOfTotals = ({ before, operations, after }: History): readonly string[] => {
  const prices = new Map(before.map(({ id, price }) => [id, price]))
  const shown = operations.flatMap((operation) =>
    operation.kind !== 'list' && operation.outcome.type === 'ok' ? operation.outcome.order : [],
  )
  const wrong = [...[...after.orders.values()].flat(), ...shown].filter((order) => !isExact(order, prices))
  return wrong.map(({ id, total }) => `the ${total} of order ${id} is not the sum of what it holds`)
}

const sold = (orders: Iterable<OrderBody>): ReadonlyMap<number, number> => {
  const units = new Map<number, number>()
  for (const { status, items } of orders) {
    if (status === 'cancelled') continue
    for (const { product_id, quantity } of items) units.set(product_id, (units.get(product_id) ?? 0) + quantity)
  }
  return units
}

const faultsOfStock = ({ before, after }: History): readonly string[] => {
  const units = sold([...after.orders.values()].flat())
  const left = new Map(after.products.map(({ id, stock }) => [id, stock]))
  return before.flatMap(({ id, name, stock }) => {
    const [inStock, gone] = [left.get(id) ?? 0, units.get(id) ?? 0]
    return inStock + gone === stock ? [] : `of ${stock} ${name}, ${inStock} are in stock and ${gone} are sold`
  })
}

/** No list of products that anyone read shows what never can have been. */
const faultsOfLists = ({ before, operations, after }: History): readonly string[] => {
  const most = new Map(before.map((product) => [product.id, product]))
  const isPossible = ({ id, name, price, stock }: ProductBody): boolean => {
    const was = most.get(id)
    return was?.name === name && was.price === price && stock >= 0 && stock <= was.stock
  }
  const read = operations.flatMap((operation) =>
    operation.kind === 'list' && operation.outcome.type === 'ok' ? operation.outcome.products : [],
  )
  const impossible = [...read, ...after.products].filter((product) => !isPossible(product))
  return impossible.map(({ name, price, stock }) => `a list showed ${stock} of ${name} at ${price}`)
}
