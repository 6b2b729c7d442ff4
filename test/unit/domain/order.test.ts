import { describe, expect, it } from 'vitest'
import { money } from '../../../src/domain/money.ts'
import { cancel, lineTotal, place } from '../../../src/domain/sales/order.ts'

const order = place({
  id: '00000000-0000-7000-8000-000000000001',
  userId: 1,
  idempotencyKey: 'k',
  placedAt: 0,
  lines: [
    { productId: 1, name: 'Lamp', unitPrice: money(549), quantity: 3 },
    { productId: 2, name: 'Mug', unitPrice: money(1099), quantity: 1 },
  ],
})

describe('order', () => {
  it('costs what its lines cost together', () => {
    expect(order.lines.map(lineTotal)).toEqual([1647, 1099])
    expect(order.total).toBe(2746)
  })

  it('can be cancelled once, while it has not left', () => {
    const cancelled = cancel(order)
    expect(cancelled).toEqual({ ok: true, value: { ...order, status: 'cancelled' } })
    for (const status of ['shipped', 'delivered', 'cancelled'] as const) {
      expect(cancel({ ...order, status })).toEqual({ ok: false, error: { type: 'order_not_cancellable', status } })
    }
  })
})
