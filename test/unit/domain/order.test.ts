import { describe, expect, it } from 'vitest'
import { money } from '../../../src/domain/money.ts'
import { err, ok } from '../../../src/domain/result.ts'
import { cancel, deliver, type Order, place, recall, refund, refunded, ship } from '../../../src/domain/sales/order.ts'
import { unwrap } from '../../contracts/expect.ts'

const line = { productId: 1, name: 'Lamp', unitPrice: money(500), quantity: 2 }
const about = { id: 'id', userId: 1, idempotencyKey: 'k', placedAt: 0, shipTo: undefined, note: undefined }
const order = place({ ...about, lines: [line] })
const by = { at: 7, userId: 9 }
const plain = { ...by, amount: undefined, note: undefined }

const statuses = ['placed', 'shipped', 'delivered', 'cancelled'] as const
const steps = {
  shipped: [(of: Order) => ship(of, by, 'RM 1'), 'placed', 'order_not_shippable'],
  delivered: [(of: Order) => deliver(of, by), 'shipped', 'order_not_deliverable'],
  cancelled: [(of: Order) => cancel(of, by), 'placed', 'order_not_cancellable'],
  recalled: [(of: Order) => recall(of, by), 'shipped', 'order_not_cancellable'],
} as const

describe('an order', () => {
  it.each(Object.entries(steps))('is %s from one status alone', (_, [step, from, refusal]) => {
    for (const status of statuses) {
      const taken = step({ ...order, status })
      if (status === from) expect(taken.ok).toBe(true)
      else expect(taken).toEqual(err({ type: refusal, status }))
    }
  })

  it('keeps who took each step, and when', () => {
    const shipped = unwrap(ship(order, by, 'RM 1'))
    const delivered = unwrap(deliver(shipped, { at: 8, userId: 3 }))
    expect([delivered.status, delivered.steps]).toEqual([
      'delivered',
      [
        { ...plain, type: 'shipped', note: 'RM 1' },
        { ...plain, type: 'delivered', at: 8, userId: 3 },
      ],
    ])
    expect(unwrap(recall(shipped, by)).status).toBe('cancelled')
  })

  it('is refunded up to its total, whatever its status', () => {
    const once = unwrap(refund({ ...order, status: 'cancelled' }, by, money(400), 'broken'))
    expect([once.status, refunded(once)]).toEqual(['cancelled', 400])
    expect(once.steps).toEqual([{ ...by, type: 'refunded', amount: 400, note: 'broken' }])
    expect(refund(once, by, money(601))).toEqual(err({ type: 'refund_too_high', refundable: 600 }))
    const twice = unwrap(refund(once, by, money(600)))
    expect(refunded(twice)).toBe(1_000)
    expect(refund(twice, by, money(1))).toEqual(err({ type: 'refund_too_high', refundable: 0 }))
    expect(refund(order, by, money(1_000))).toMatchObject(ok({ status: 'placed' }))
  })
})
