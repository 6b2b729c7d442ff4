import { describe, expect, it } from 'vitest'
import { checkProduct, launch, nameKey, reserve, revise } from '../../../src/domain/catalogue/product.ts'
import { money, parseMoney } from '../../../src/domain/money.ts'
import { err, ok } from '../../../src/domain/result.ts'
import { compareText } from '../../../src/domain/text.ts'
import { unwrap } from '../../contracts/expect.ts'
import { aProduct } from './samples.ts'

const draft = { sku: 'A1', name: 'Lamp', price: parseMoney('5.49'), stock: ok(undefined), description: undefined }

describe('the description of a product', () => {
  it('makes a product, out of stock unless it says more', () => {
    const launched = {
      sku: 'A1',
      name: 'Lamp',
      price: 549,
      stock: 0,
      description: '',
      imageUrl: undefined,
      archived: false,
    }
    expect(launch(unwrap(checkProduct(draft)))).toEqual(launched)
    const details = { stock: ok(3), description: ' new ' }
    expect(launch(unwrap(checkProduct({ ...draft, ...details })))).toEqual({
      ...launched,
      stock: 3,
      description: 'new',
    })
  })

  it('changes a product, but not the stock and description it does not name', () => {
    const known = aProduct({ sku: 'old', stock: 7, description: 'old', archived: true })
    const revised = { ...known, sku: 'A1', name: 'Lamp', price: 549 }
    expect(revise(known, unwrap(checkProduct({ ...draft, description: ' ' })))).toEqual(revised)
    const details = { stock: ok(3), description: 'new' }
    expect(revise(known, unwrap(checkProduct({ ...draft, ...details })))).toEqual({ ...revised, ...details, stock: 3 })
  })

  it('changes the stock by so much, of a new product from none', () => {
    const details = unwrap(checkProduct({ ...draft, stockChange: ok(-3) }))
    expect([revise(aProduct({ stock: 7 }), details).stock, launch(details).stock]).toEqual([4, -3])
    expect(revise(aProduct({ stock: 2 }), details).stock).toBe(-1)
  })

  it.each([
    [{ imageUrl: 'https://shop.example/a.jpg', archived: true }, {}],
    [
      { imageUrl: 'https://shop.example/b.jpg', archived: false },
      { archived: ok(false), imageUrl: 'https://shop.example/b.jpg' },
    ],
    [
      { imageUrl: 'https://shop.example/a.jpg', archived: true },
      { archived: ok(undefined), imageUrl: ' ' },
    ],
  ])('leaves %j of an archived product with a picture when it says %j', (after, changes) => {
    const known = aProduct({ imageUrl: 'https://shop.example/a.jpg', archived: true })
    expect(revise(known, unwrap(checkProduct({ ...draft, ...changes })))).toMatchObject(after)
  })

  it.each([
    ['https://shop.example', true],
    ['https://shop.example:8443/Lampe%20ä.jpg?w=1&h=2#top', true],
    [' https://bücher.example/a.jpg ', true],
    [`https://shop.example/${'a'.repeat(2_027)}`, true],
    [`https://shop.example/${'a'.repeat(2_028)}`, false],
    ...[
      ...['http://shop.example/a.jpg', 'https:/a.jpg', 'https://', 'https:///a.jpg', '//shop.example/a.jpg', 'a.jpg'],
      ...['https://user@shop.example', 'https://user:word@shop.example', 'https://shop.example\\@evil.example'],
      ...[
        'https://shop.example/a b',
        'https://shop.example/"><script>',
        'https://shop.example/\u202811',
        'https://a:b/',
      ],
      ...['javascript:alert(1)', 'data:image/png;base64,AA==', 'https://shop.example/\na.jpg', 'https://[::1]/a.jpg'],
    ].map((url) => [url, false] as const),
  ] as const)('may have the picture %j: %s', (imageUrl, isGood) => {
    const checked = checkProduct({ ...draft, imageUrl })
    if (isGood) expect(unwrap(checked).imageUrl).toBe(imageUrl.trim())
    else expect(checked).toMatchObject({ error: { faults: [{ field: 'imageUrl' }] } })
  })

  it.each([
    ['sku', { sku: '' }],
    ['sku', { sku: 'x'.repeat(65) }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(256) }],
    ['name', { name: 'a\u0007b' }],
    ['price', { price: err('must be an amount') }],
    ['price', { price: ok(money(100_000_001)) }],
    ['stock', { stock: ok(-1) }],
    ['stock', { stock: ok(1.5) }],
    ['stock', { stock: ok(1_000_000_001) }],
    ['stock', { stock: err('must be a whole number') }],
    ['stockChange', { stockChange: err('must be a whole number') }],
    ['archived', { archived: err('must be yes or no') }],
    ['description', { description: 'x'.repeat(10_001) }],
    ['description', { description: '\u0000' }],
  ])('is refused for its %s: %j', (field, changes) => {
    const faults = [{ field, message: expect.any(String) }]
    expect(checkProduct({ ...draft, ...changes })).toEqual(err({ type: 'invalid', faults }))
  })

  it.each([
    { sku: undefined, name: 'x'.repeat(255), description: 'x'.repeat(10_000) },
    { sku: 'x'.repeat(64), description: 'one\ntwo\r\n\tthree', price: ok(money(100_000_000)) },
    { stock: ok(0) },
    { stock: ok(1_000_000_000) },
  ])('may be %j', (changes) => expect(checkProduct({ ...draft, ...changes }).ok).toBe(true))
})

describe('stock', () => {
  it('goes down by what is reserved', () => {
    const lamp = aProduct({ stock: 5 })
    expect(reserve(lamp, 5)).toEqual({ ...lamp, stock: 0 })
  })

  it('cannot be reserved beyond the stock, nor of an archived product', () => {
    expect(() => reserve(aProduct({ stock: 5 }), 6)).toThrow(RangeError)
    expect(() => reserve(aProduct({ stock: 5, archived: true }), 1)).toThrow(RangeError)
  })
})

describe('a name', () => {
  it('is searched and sorted without regard to case and compatibility forms', () => {
    expect(nameKey('ＬＡＭＰ ½')).toBe(nameKey('lamp ½'))
    expect([...nameKey('İ'.repeat(255))]).toHaveLength(255)
  })

  it('sorts by code point, not by UTF-16 unit', () => {
    const sorted = ['', 'a', 'ab', 'ac', '\uff5e', '\u{1f98a}']
    expect(sorted.toReversed().sort(compareText)).toEqual(sorted)
    expect(compareText('ab', 'ab')).toBe(0)
  })
})
