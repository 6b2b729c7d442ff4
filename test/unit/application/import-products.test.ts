import { describe, expect, it } from 'vitest'
import { readPriceList } from '../../../src/adapters/cli/price-list.ts'
import { wholeCatalogue } from '../../../src/application/catalogue/list-products.ts'
import { err, ok } from '../../../src/domain/result.ts'
import { good } from '../../contracts/expect.ts'
import { aShop, listed } from './shop.ts'

describe('importing a price list', () => {
  it('adds new products in its order and updates known ones by sku', async () => {
    const { shop } = aShop()
    await shop.importProducts({ rows: [listed(2, 'b', '1.00', { stock: ok(5) }), listed(3, 'a')], skipBad: false })
    const again = await shop.importProducts({ rows: [listed(2, 'c'), listed(3, 'b', '2.50')], skipBad: false })
    expect(again).toEqual({ ok: true, value: { added: 1, updated: 1, bad: [] } })
    const { products } = await shop.listProducts(wholeCatalogue)
    expect(products).toMatchObject([
      { id: 1, sku: 'b', price: 250, stock: 5 },
      { id: 2, sku: 'a', price: 100, stock: 0 },
      { id: 3, sku: 'c', price: 100, stock: 0 },
    ])
  })

  it('keeps nothing of a list with a bad row, and names every bad row with its line and reasons', async () => {
    const { shop } = aShop()
    const rows = [
      listed(2, 'a'),
      listed(3, '', 'free', { stock: err('must be a whole number') }),
      listed(4, 'a'),
      { ...listed(9, 'd'), misread: 'has 2 fields instead of 3' },
    ]
    const refused = await shop.importProducts({ rows, skipBad: false })
    if (refused.ok) throw new Error('a list with bad rows was imported')
    expect(refused.error.rows.map(({ line, faults }) => [line, faults.map(({ field }) => field)])).toEqual([
      [3, ['sku', 'price', 'stock']],
      [4, ['sku']],
      [9, ['row']],
    ])
    expect((await shop.listProducts(wholeCatalogue)).products).toEqual([])
  })

  it('keeps the good rows of such a list when it is told to, and still reports the others', async () => {
    const { shop } = aShop()
    const imported = await shop.importProducts({ rows: [listed(2, 'a'), listed(3, 'b', '1.234')], skipBad: true })
    expect(imported).toMatchObject({ value: { added: 1, updated: 0, bad: [{ line: 3 }] } })
  })

  it.each([
    ['price', '1.999', '1'],
    ['price', '-1', '1'],
    ['price', '1000000.01', '1'],
    ['stock', '1.00', '-1'],
    ['stock', '1.00', '1.5'],
    ['stock', '1.00', '1000000001'],
    ['stock', '1.00', '99999999999'],
    ['price', '1e3', '1'],
    ['stock', '1.00', '1e3'],
    ['stock', '1.00', '0x10'],
    ['stock', '1.00', 'many'],
  ])('refuses the %s of a row that says %s and %s', async (field, price, stock) => {
    const { shop } = aShop()
    const rows = good(readPriceList(Buffer.from(`sku,name,price,stock\nA1,Lamp,${price},${stock}\n`)))
    expect(await shop.importProducts({ rows, skipBad: false })).toMatchObject({
      error: { type: 'bad_rows', rows: [{ line: 2, faults: [{ field }] }] },
    })
  })

  it('takes the highest price and stock that a row may say, and an empty stock for what there is', async () => {
    const { shop } = aShop()
    for (const stock of ['1000000000', '']) {
      const rows = good(readPriceList(Buffer.from(`sku,name,price,stock\nA1,Lamp,1000000.00,${stock}\n`)))
      good(await shop.importProducts({ rows, skipBad: false }))
    }
    expect((await shop.listProducts(wholeCatalogue)).products).toMatchObject([
      { price: 100_000_000, stock: 1_000_000_000 },
    ])
  })
})
