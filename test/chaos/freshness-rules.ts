import type { History, ListRequest } from './history.ts'
import { purchasesIn } from './purchases.ts'

/** An order that is there in the end, and the times between which its units left the shelf and may have come back. */
type Sale = {
  readonly units: ReadonlyMap<number, number>
  readonly asked: number
  readonly answered: number
  readonly cancelled: number
}

const salesIn = (history: History): readonly Sale[] => {
  const cancelled = new Map<string, number>()
  for (const operation of history.operations) {
    if (operation.kind !== 'cancel') continue
    cancelled.set(operation.orderId, Math.min(operation.invoked, cancelled.get(operation.orderId) ?? operation.invoked))
  }
  return purchasesIn(history).purchases.flatMap(({ attempts, orders }) =>
    orders.map(({ id, items }) => ({
      units: new Map(items.map(({ product_id, quantity }) => [product_id, quantity])),
      asked: Math.min(...attempts.map(({ invoked }) => invoked)),
      answered: Math.min(
        ...attempts.map(({ outcome, completed }) => (outcome.type === 'ok' ? completed : Number.POSITIVE_INFINITY)),
      ),
      cancelled: cancelled.get(id) ?? Number.POSITIVE_INFINITY,
    })),
  )
}

const unitsOf = (sales: readonly Sale[], id: number): number =>
  sales.reduce((sum, { units }) => sum + (units.get(id) ?? 0), 0)

/**
 * No list of products is older than its request, or ahead of what was asked: what was answered as sold before anyone
 * asked for the list is not on the shelf, and what nobody had asked for by its end is.
 */
export const faultsOfFreshness = (history: History): readonly string[] => {
  const sales = salesIn(history)
  const start = new Map(history.before.map(({ id, stock }) => [id, stock]))

  const faultsOf = ({ client, invoked, completed, outcome }: ListRequest): readonly string[] => {
    if (outcome.type !== 'ok') return []
    const certain = sales.filter(({ answered, cancelled }) => answered < invoked && cancelled > completed)
    const possible = sales.filter(({ asked }) => asked < completed)
    return outcome.products.flatMap(({ id, name, stock }) => {
      const [was, gone, most] = [start.get(id) ?? 0, unitsOf(certain, id), unitsOf(possible, id)]
      if (stock > was - gone) return `${client} was shown ${stock} of ${was} ${name}, of which ${gone} were sold before`
      if (stock < was - most) return `${client} was shown ${stock} of ${was} ${name}, of which ${most} were asked for`
      return []
    })
  }
  return history.operations.flatMap((operation) => (operation.kind === 'list' ? faultsOf(operation) : []))
}
