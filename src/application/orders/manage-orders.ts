import type { UserId } from '../../domain/accounts/user.ts'
import { type Money, toDecimal } from '../../domain/money.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { ListedOrder, Order, OrderId, OrderNotFound } from '../../domain/sales/order.ts'
import { cancel, deliver, recall, refund, refunded, ship } from '../../domain/sales/order.ts'
import { type Actor, audited, type Facts } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { type Paged, paged } from '../paged.ts'
import type { OrderEnd, OrderQuery } from '../ports/sales.ts'
import { restock } from './cancel-order.ts'

export type { OrderEnd, OrderQuery }

export const listAllOrders =
  ({ orders }: Needs) =>
  async (query: OrderQuery): Promise<Paged<ListedOrder>> =>
    paged(await orders.list({ ...query, limit: query.limit + 1 }), query.limit)

export const showAnyOrder =
  ({ orders }: Needs) =>
  async (orderId: OrderId): Promise<Result<Order, OrderNotFound>> => {
    const order = await orders.byId(orderId)
    return order ? ok(order) : err({ type: 'order_not_found' })
  }

export type Step =
  | { readonly type: 'ship'; readonly tracking: string | undefined }
  | { readonly type: 'deliver' }
  /** After shipping it has to say whether the units are back in stock; before, they are unless it denies it. */
  | { readonly type: 'cancel'; readonly restock: boolean | undefined }
  | { readonly type: 'refund'; readonly amount: Money; readonly note: string | undefined }

const take = (order: Order, step: Step, by: { readonly at: number; readonly userId: UserId }) => {
  if (step.type === 'ship') return ship(order, by, step.tracking)
  if (step.type === 'deliver') return deliver(order, by)
  if (step.type === 'refund') return refund(order, by, step.amount, step.note)
  return order.status === 'shipped' && step.restock !== undefined ? recall(order, by) : cancel(order, by)
}

const factsOf = (order: Order): Facts => ({ status: order.status, refunded: toDecimal(refunded(order)) })

/** Of two administrators who take a step at once, one is refused: the order is locked meanwhile. */
export const advanceOrder =
  ({ unitOfWork, clock }: Needs) =>
  (by: Actor & { readonly userId: UserId }, orderId: OrderId, step: Step) =>
    unitOfWork.run(async ({ orders, products, audit }) => {
      const order = await orders.lock(orderId)
      if (!order) return err<OrderNotFound>({ type: 'order_not_found' })
      const at = clock.now()
      const advanced = take(order, step, { at, userId: by.userId })
      if (!advanced.ok) return advanced
      if (step.type === 'cancel' && step.restock !== false) await restock(products, order, { at, userId: by.userId })
      await orders.save(advanced.value)
      const entry = { ...by, at, action: `order_${advanced.value.steps.at(-1)?.type}`, subject: `orders/${orderId}` }
      await audited(audit, { ...entry, before: factsOf(order), after: factsOf(advanced.value) })
      return advanced
    })
