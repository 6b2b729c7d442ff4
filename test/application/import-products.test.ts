import { describe, expect, it } from 'vitest'
import { everything } from '../../src/application/ports/queries.ts'
import { aShop } from './shop.ts'

const listed = (line: number, sku: string, price = '1.00', more = {}) => ({
  line,
  row: { sku, name: `name of ${sku}`, price, ...more },
})

describe('importing a price list', () => {
  it('adds new products in its order and updates known ones by sku', async () => {
    const { shop } = aShop()
    await shop.importProducts({ rows: [listed(2, 'b', '1.00', { stock: '5' }), listed(3, 'a')], skipBad: false })
    const again = await shop.importProducts({ rows: [listed(2, 'c'), listed(3, 'b', '2.50')], skipBad: false })
    expect(again).toEqual({ ok: true, value: { added: 1, updated: 1, bad: [] } })
    const { products } = await shop.listProducts(everything)
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
      listed(3, '', 'free', { stock: '-1' }),
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
    expect((await shop.listProducts(everything)).products).toEqual([])
  })

  it('keeps the good rows of such a list when it is told to, and still reports the others', async () => {
    const { shop } = aShop()
    const imported = await shop.importProducts({ rows: [listed(2, 'a'), listed(3, 'b', '1.234')], skipBad: true })
    expect(imported).toMatchObject({ value: { added: 1, updated: 0, bad: [{ line: 3 }] } })
  })

  it('says how far it is', async () => {
    const { shop } = aShop()
    const rows = Array.from({ length: 2_500 }, (_, i) => listed(i + 2, `sku ${i}`))
    const seen: number[] = []
    await shop.importProducts({ rows, skipBad: false, onProgress: (written) => seen.push(written) })
    expect(seen).toEqual([1_000, 2_000, 2_500])
  })
})
