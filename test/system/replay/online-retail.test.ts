import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { fixture, retail } from './fixture.ts'

// The figures were counted with a script of another language, from the CSV alone.

test('the data is the published file, unchanged', () => {
  const published = '64a3ee83c3fd50d5b9ffa4641f2865cdf5dedf0d945fbd259ceb15458bba96ef'
  expect(createHash('sha256').update(fixture).digest('hex')).toBe(published)
})

test('every line that cannot be sold is reported with its number and reason', () => {
  const lines = (reason: string) => retail.unsellable.filter((found) => found.reason === reason).map(({ line }) => line)
  expect(lines('cancellation')).toHaveLength(100)
  expect(lines('cancellation').slice(0, 3)).toEqual([143, 156, 237])
  expect(lines('no description')).toHaveLength(42)
  expect(lines('no description')[0]).toBe(624)
  expect(lines('no price')).toHaveLength(4)
  expect(lines('no quantity')).toHaveLength(0)
})

test('all the other lines are sold, to the penny', () => {
  const { invoices, items } = retail
  expect(invoices).toHaveLength(424)
  expect(new Set(invoices.map(({ buyer }) => buyer)).size).toBe(303 + 23)
  expect(items).toHaveLength(2_005)
  expect(invoices.flatMap(({ lines }) => lines)).toHaveLength(9_523)
  expect(invoices.reduce((sum, { pence }) => sum + pence, 0)).toBe(18_424_833)
})

test('a stock code with two prices in one invoice becomes two items there, and nowhere else', () => {
  const twice = retail.invoices.filter(({ lines }) => lines.some(({ sku }) => sku.includes('@')))
  expect(twice.map(({ number }) => number)).toEqual(['536544', '536569', '536592', '536876', '537140'])
  expect(retail.items.filter(({ sku }) => sku.includes('@'))).toHaveLength(15)
})
