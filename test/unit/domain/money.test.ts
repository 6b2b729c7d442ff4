import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMoney, MAX_AMOUNT, money, parseMoney, sum, times, toDecimal } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'

describe('money', () => {
  it('is exact in print and as a JSON number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_AMOUNT }).map(money), (amount) => {
        expect(parseMoney(formatMoney(amount))).toEqual(ok(amount))
        expect(parseMoney(JSON.stringify(toDecimal(amount)))).toEqual(ok(amount))
      }),
    )
  })

  it.each([
    ['10.99', 1099],
    ['10.9', 1090],
    ['10', 1000],
    ['0', 0],
    ['0.01', 1],
    ['9999999999999.99', MAX_AMOUNT],
  ])('reads %s as %i cents', (text, cents) => expect(parseMoney(text)).toEqual(ok(cents)))

  it.each(['10.999', '-1', '+1', '1e3', '', ' 1', '1 ', '.5', '5.', '1,50', '01', '0x10', '١', '10000000000000'])(
    'refuses %j',
    (text) => expect(parseMoney(text).ok).toBe(false),
  )

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_AMOUNT + 1])('is never %d cents', (minor) => {
    expect(() => money(minor)).toThrow(RangeError)
  })

  it('refuses a sum or product beyond the greatest exact amount', () => {
    expect(sum([money(MAX_AMOUNT - 1), money(1)])).toBe(MAX_AMOUNT)
    expect(() => sum([money(MAX_AMOUNT), money(1)])).toThrow(RangeError)
    expect(() => times(money(MAX_AMOUNT), 2)).toThrow(RangeError)
  })
})
