import type { History, Listing } from './history.ts'
import { cancellationsIn, purchasesIn } from './order-rules.ts'

const earliest = (times: readonly number[]): number => Math.min(...times, Number.POSITIVE_INFINITY)

/** The orders that exist, and the times between which their units left the stock and may have returned. */
const salesIn = (history: History) => {
  const cancellations = cancellationsIn(history)
  return purchasesIn(history).purchases.flatMap(({ attempts, orders }) =>
    orders.map(({ id, items }) => ({
      units: new Map(items.map(({ product_id, quantity }) => [product_id, quantity])),
      invokedMs: earliest(attempts.map(({ invokedMs }) => invokedMs)),
      acknowledgedMs: earliest(attempts.flatMap((each) => (each.outcome.type === 'ok' ? each.completedMs : []))),
      cancelledMs: earliest((cancellations.get(id) ?? []).map(({ invokedMs }) => invokedMs)),
    })),
  )
}

/** A list shows no unit sold before its invocation, and every unit that no checkout requested before its completion. */
export const freshnessViolations = (history: History): readonly string[] => {
  const sales = salesIn(history)
  const initial = new Map(history.before.map(({ id, stock }) => [id, stock]))

  const violationsOf = ({ client, invokedMs, completedMs, outcome }: Listing): readonly string[] => {
    if (outcome.type !== 'ok') return []
    const certain = sales.filter((sale) => sale.acknowledgedMs < invokedMs && sale.cancelledMs > completedMs)
    const possible = sales.filter((sale) => sale.invokedMs < completedMs)
    return outcome.products.flatMap(({ id, name, stock }) => {
      const units = (of: typeof sales): number => of.reduce((sum, { units }) => sum + (units.get(id) ?? 0), 0)
      const [of = 0, sold, asked] = [initial.get(id), units(certain), units(possible)]
      const listed = `a list of ${client} showed ${stock} of ${of} ${name}`
      if (stock > of - sold) return `${listed} after ${sold} were sold`
      return stock < of - asked ? `${listed} when ${asked} were asked for` : []
    })
  }
  return history.operations.flatMap((operation) => (operation.kind === 'list' ? violationsOf(operation) : []))
}
