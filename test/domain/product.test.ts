import { describe, expect, it } from 'vitest'
import { available, checkRow, launch, nameKey, reserve, restock, revise } from '../../src/domain/product.ts'
import { compareText } from '../../src/domain/text.ts'
import { aProduct } from './samples.ts'

const row = { sku: 'A1', name: 'Lamp', price: '5.49' }
const faultsOf = (changes: object) => {
  const checked = checkRow({ ...row, ...changes })
  return checked.ok ? [] : checked.error.faults.map(({ field }) => field)
}

describe('a row of a price list', () => {
  it('is a product of which there is none yet, unless it says more', () => {
    const checked = checkRow(row)
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
    const checked = checkRow({ ...row, stock: '', description: ' ' })
    expect(checked.ok && revise(known, checked.value)).toEqual({ ...known, name: 'Lamp', price: 549, archived: false })
    const full = checkRow({ ...row, stock: '3', description: 'new' })
    expect(full.ok && revise(known, full.value)).toMatchObject({ stock: 3, description: 'new' })
  })

  it.each([
    ['sku', { sku: '' }],
    ['sku', { sku: 'x'.repeat(65) }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(256) }],
    ['name', { name: 'a\u0007b' }],
    ['price', { price: '1.999' }],
    ['price', { price: '-1' }],
    ['price', { price: '1000000.01' }],
    ['stock', { stock: '-1' }],
    ['stock', { stock: '1.5' }],
    ['stock', { stock: '1000000001' }],
    ['stock', { stock: 'many' }],
    ['description', { description: 'x'.repeat(10_001) }],
    ['description', { description: '\u0000' }],
  ])('is refused for its %s: %j', (field, changes) => expect(faultsOf(changes)).toEqual([field]))

  it('may have a description of several lines, and the highest price', () => {
    expect(faultsOf({ description: 'one\ntwo\tthree', price: '1000000.00', stock: '1000000000' })).toEqual([])
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

  it('sorts by code point, not by UTF-16 unit', () => {
    expect(['\u{1f98a}', '\uff5e', 'a', 'ab', ''].sort(compareText)).toEqual(['', 'a', 'ab', '\uff5e', '\u{1f98a}'])
  })
})
