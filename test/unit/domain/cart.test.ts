import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PRICE } from '../../../src/domain/catalogue/product.ts'
import { MAX_AMOUNT, money } from '../../../src/domain/money.ts'
import { err, ok } from '../../../src/domain/result.ts'
import { addToLine, type Cart, MAX_LINES, MAX_QUANTITY, priceCart, setLine } from '../../../src/domain/sales/cart.ts'
import { unwrap } from '../../contracts/expect.ts'
import { aProduct, cartOf, PRICE_ADDED } from './samples.ts'

/** As `cartOf` says it. */
const priced = (id: number) => ({ id, price: PRICE_ADDED })

const additions = fc.array(
  fc.record({ productId: fc.integer({ min: 1, max: 8 }), quantity: fc.integer({ min: -2, max: 6_000 }) }),
  { maxLength: 40 },
)

describe('a cart', () => {
  it('has each product on one line with the sum of its additions, in product order', () => {
    fc.assert(
      fc.property(additions, (steps) => {
        let cart: Cart = cartOf(1)
        const expected = new Map<number, number>()
        for (const { productId, quantity } of steps) {
          const added = addToLine(cart, priced(productId), quantity)
          if (added.ok) cart = added.value
          const sum = (expected.get(productId) ?? 0) + quantity
          if (quantity >= 1 && sum <= MAX_QUANTITY) expected.set(productId, sum)
        }
        expect(cart).toEqual(cartOf(1, ...[...expected].sort(([a], [b]) => a - b)))
      }),
    )
  })

  it.each([0, -1, 1.5, MAX_QUANTITY + 1, Number.NaN])('has no line of %d', (quantity) => {
    const refused = err({ type: 'quantity_out_of_range', quantity })
    expect(setLine(cartOf(1), priced(1), quantity)).toEqual(refused)
    expect(addToLine(cartOf(1), priced(1), quantity)).toEqual(refused)
  })

  it.each([1, MAX_QUANTITY])('has a line of %d', (quantity) => {
    expect(setLine(cartOf(1, [1, 5]), priced(1), quantity)).toEqual(ok(cartOf(1, [1, quantity])))
  })

  it('has at most a thousand lines', () => {
    const full = cartOf(1, ...Array.from({ length: MAX_LINES }, (_, i) => [i + 1, 1] as const))
    expect(addToLine(full, priced(7), 2).ok).toBe(true)
    expect(setLine(full, priced(MAX_LINES + 1), 1)).toEqual(err({ type: 'cart_full' }))
  })

  it('says of each line whether it is on sale and in stock, and what it cost when it was added', () => {
    const cart = cartOf(1, [1, 3], [2, 1], [3, 11])
    const products = [
      aProduct({ id: 1, price: 549 }),
      aProduct({ id: 2, price: PRICE_ADDED, archived: true }),
      aProduct({ id: 3, price: PRICE_ADDED }),
    ]
    expect(priceCart(cart, products).lines.map(({ onSale, inStock, priceWas }) => [onSale, inStock, priceWas])).toEqual(
      [
        [true, true, PRICE_ADDED],
        [false, false, undefined],
        [true, false, undefined],
      ],
    )
    const unknown = { ...cart, lines: cart.lines.map((line) => ({ ...line, priceAdded: undefined })) }
    expect(priceCart(unknown, products).lines.map(({ priceWas }) => priceWas)).toEqual(Array(3).fill(undefined))
  })

  it('keeps the price at which a line was added', () => {
    const added = unwrap(setLine(cartOf(1), { id: 1, price: money(5) }, 1))
    const more = unwrap(addToLine(added, { id: 1, price: money(6) }, 1))
    expect(more.lines).toEqual([{ productId: 1, quantity: 2, priceAdded: 5 }])
    expect(unwrap(setLine(more, { id: 1, price: money(7) }, 9)).lines).toMatchObject([{ quantity: 9, priceAdded: 5 }])
  })

  it('costs what its products cost now, an exact amount', () => {
    const priced = priceCart(cartOf(1, [1, 3], [2, 1]), [
      aProduct({ id: 1, price: 549 }),
      aProduct({ id: 2, price: 1099 }),
    ])
    expect(priced.total).toBe(3 * 549 + 1099)
    // The fullest cart of the dearest product.
    expect(MAX_PRICE * MAX_QUANTITY * MAX_LINES).toBeLessThanOrEqual(MAX_AMOUNT)
  })
})
