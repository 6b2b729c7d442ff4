import { describe, expect, it } from 'vitest'
import {
  available,
  checkProduct,
  launch,
  nameKey,
  reserve,
  restock,
  revise,
} from '../../../src/domain/catalogue/product.ts'
import { money, parseMoney } from '../../../src/domain/money.ts'
import { err, ok } from '../../../src/domain/result.ts'
import { compareText } from '../../../src/domain/text.ts'
import { aProduct } from './samples.ts'

const draft = { sku: 'A1', name: 'Lamp', price: parseMoney('5.49'), stock: ok(undefined), description: undefined }
const faultsOf = (changes: object) => {
  const checked = checkProduct({ ...draft, ...changes })
  return checked.ok ? [] : checked.error.faults.map(({ field }) => field)
}

describe('what someone says of a product', () => {
  it('is a product of which there is none yet, unless it says more', () => {
    const checked = checkProduct(draft)
    expect(checked.ok && launch(checked.value)).toEqual({
      sku: 'A1',
      name: 'Lamp',
      price: 549,
      stock: 0,
      description: '',
      archived: false,
    })
  })

  it('changes a product, but not the stock and description it does not name', () => {
    const known = aProduct({ sku: 'A1', stock: 7, description: 'old', archived: true })
    const checked = checkProduct({ ...draft, description: ' ' })
    expect(checked.ok && revise(known, checked.value)).toEqual({ ...known, name: 'Lamp', price: 549, archived: false })
    const full = checkProduct({ ...draft, stock: ok(3), description: 'new' })
    expect(full.ok && revise(known, full.value)).toMatchObject({ stock: 3, description: 'new' })
  })

  it.each([
    ['sku', { sku: '' }],
    ['sku', { sku: 'x'.repeat(65) }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(256) }],
    ['name', { name: 'a\u0007b' }],
    ['price', { price: err('must be an amount') }],
    ['price', { price: parseMoney('1000000.01') }],
    ['stock', { stock: ok(-1) }],
    ['stock', { stock: ok(1.5) }],
    ['stock', { stock: ok(1_000_000_001) }],
    ['stock', { stock: ok(Number.NaN) }],
    ['stock', { stock: err('must be a whole number') }],
    ['description', { description: 'x'.repeat(10_001) }],
    ['description', { description: '\u0000' }],
  ])('is refused for its %s: %j', (field, changes) => expect(faultsOf(changes)).toEqual([field]))

  it('may have a description of 10,000 characters', () => {
    expect(faultsOf({ description: 'x'.repeat(10_000) })).toEqual([])
  })

  it('may have a description of several lines, and the highest price', () => {
    expect(
      faultsOf({ description: 'one\ntwo\tthree', price: ok(money(100_000_000)), stock: ok(1_000_000_000) }),
    ).toEqual([])
  })
})

describe('stock', () => {
  it('goes down by what is reserved and up by what is put back', () => {
    const lamp = aProduct({ stock: 5 })
    expect(reserve(lamp, 5).stock).toBe(0)
    expect(restock(reserve(lamp, 5), 5)).toEqual(lamp)
  })

  it('cannot be reserved beyond what there is, and not at all of an archived product', () => {
    expect(() => reserve(aProduct({ stock: 5 }), 6)).toThrow(RangeError)
    expect(available(aProduct({ stock: 5, archived: true }))).toBe(0)
  })
})

describe('a name', () => {
  it('is searched and sorted without regard to case and compatibility forms', () => {
    expect(nameKey('ＬＡＭＰ ½')).toBe(nameKey('lamp ½'))
    expect([...nameKey('İ'.repeat(255))]).toHaveLength(255)
  })

  it('sortings by code point, not by UTF-16 unit', () => {
    expect(['\u{1f98a}', '\uff5e', 'a', 'ab', ''].sort(compareText)).toEqual(['', 'a', 'ab', '\uff5e', '\u{1f98a}'])
  })
})
