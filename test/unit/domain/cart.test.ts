import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addToLine,
  type Cart,
  MAX_LINES,
  MAX_QUANTITY,
  priceCart,
  quantityOf,
  setLine,
} from '../../../src/domain/sales/cart.ts'
import { aProduct } from './samples.ts'

const empty: Cart = { userId: 1, lines: [] }
const additions = fc.array(
  fc.record({ productId: fc.integer({ min: 1, max: 8 }), quantity: fc.integer({ min: -2, max: 6_000 }) }),
  { maxLength: 40 },
)

/** The cart after every addition that it did not refuse. */
const filled = (steps: readonly { productId: number; quantity: number }[]): Cart =>
  steps.reduce((cart, step) => {
    const next = addToLine(cart, step.productId, step.quantity)
    return next.ok ? next.value : cart
  }, empty)

describe('cart', () => {
  it('holds what was added to it, each product on one line, in product order', () => {
    fc.assert(
      fc.property(additions, (steps) => {
        const expected = new Map<number, number>()
        for (const { productId, quantity } of steps) {
          const next = (expected.get(productId) ?? 0) + quantity
          if (quantity >= 1 && next <= MAX_QUANTITY) expected.set(productId, next)
        }
        const lines = [...expected].sort(([a], [b]) => a - b).map(([productId, quantity]) => ({ productId, quantity }))
        expect(filled(steps).lines).toEqual(lines)
      }),
    )
  })

  it('is not changed by what is asked of it', () => {
    const cart: Cart = { userId: 1, lines: [{ productId: 1, quantity: 1 }] }
    addToLine(cart, 1, 1)
    setLine(cart, 2, 5)
    expect(cart).toEqual({ userId: 1, lines: [{ productId: 1, quantity: 1 }] })
  })

  it.each([0, -1, 1.5, MAX_QUANTITY + 1, Number.NaN, Number.POSITIVE_INFINITY])('takes no line of %d', (quantity) => {
    expect(setLine(empty, 1, quantity)).toEqual({ ok: false, error: { type: 'quantity_out_of_range', quantity } })
    expect(addToLine(empty, 1, quantity).ok).toBe(false)
  })

  it('refuses an addition that goes past 9,999 and keeps what it had', () => {
    const cart = filled([{ productId: 1, quantity: 5_000 }])
    expect(addToLine(cart, 1, 5_000).ok).toBe(false)
    expect(quantityOf(cart, 1)).toBe(5_000)
  })

  it('takes a thousand products and not one more, but more of those it has', () => {
    const lines = Array.from({ length: MAX_LINES }, (_, i) => ({ productId: i + 1, quantity: 1 }))
    const full: Cart = { userId: 1, lines }
    expect(setLine(full, MAX_LINES + 1, 1)).toEqual({ ok: false, error: { type: 'cart_full' } })
    expect(addToLine(full, 7, 2).ok).toBe(true)
  })

  it('is priced at what its products cost now', () => {
    const cart = filled([
      { productId: 1, quantity: 3 },
      { productId: 2, quantity: 1 },
    ])
    const priced = priceCart(cart, [aProduct({ id: 1, price: 549 }), aProduct({ id: 2, price: 1099 })])
    expect(priced.total).toBe(3 * 549 + 1099)
  })
})
