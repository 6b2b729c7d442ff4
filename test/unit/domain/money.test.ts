import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMoney, MAX_AMOUNT, money, parseMoney, sum, times } from '../../../src/domain/money.ts'

const amounts = fc.integer({ min: 0, max: MAX_AMOUNT }).map(money)

describe('money', () => {
  it('is printed and read back exactly, whatever the amount', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseMoney(formatMoney(amount))).toEqual({ ok: true, value: amount })
      }),
    )
  })

  it('goes through a JSON number unchanged, whatever the amount', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const received: unknown = JSON.parse(JSON.stringify(Number(formatMoney(amount))))
        expect(parseMoney(String(received))).toEqual({ ok: true, value: amount })
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
  ])('reads %s as %i cents', (text, cents) => expect(parseMoney(text)).toEqual({ ok: true, value: cents }))

  it.each([
    '10.999',
    '-1',
    '+1',
    '1e3',
    '',
    ' 1',
    '1 ',
    '.5',
    '5.',
    '1,50',
    '01',
    '0x10',
    'NaN',
    'Infinity',
    '١',
    '10000000000000',
  ])('refuses %j', (text) => expect(parseMoney(text).ok).toBe(false))

  it('adds up without a rounding error, in any order', () => {
    const few = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }).map(money), { maxLength: 100 })
    fc.assert(
      fc.property(few, (list) => {
        const exact = list.reduce((total, amount) => total + BigInt(amount), 0n)
        expect(BigInt(sum(list))).toBe(exact)
        expect(sum([...list].reverse())).toBe(sum(list))
      }),
    )
  })

  it('multiplies exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: 1, max: 9_999 }), (price, count) => {
        expect(BigInt(times(money(price), count))).toBe(BigInt(price) * BigInt(count))
      }),
    )
  })

  it('refuses a sum or product that could no longer be exact', () => {
    expect(() => sum([money(MAX_AMOUNT), money(1)])).toThrow(RangeError)
    expect(() => times(money(MAX_AMOUNT), 2)).toThrow(RangeError)
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_AMOUNT + 1])('is never %d', (minor) => {
    expect(() => money(minor)).toThrow(RangeError)
  })
})
