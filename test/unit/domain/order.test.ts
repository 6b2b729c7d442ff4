import { describe, expect, it } from 'vitest'
import { err, ok } from '../../../src/domain/result.ts'
import { cancel, place } from '../../../src/domain/sales/order.ts'

const order = place({ id: 'id', userId: 1, idempotencyKey: 'k', placedAt: 0, lines: [] })

describe('an order', () => {
  it('can be cancelled until it has shipped', () => {
    expect(cancel(order)).toEqual(ok({ ...order, status: 'cancelled' }))
    for (const status of ['shipped', 'delivered', 'cancelled'] as const) {
      expect(cancel({ ...order, status })).toEqual(err({ type: 'order_not_cancellable', status }))
    }
  })
})
