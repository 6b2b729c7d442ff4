import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'
import { wholeCatalogue } from '../../src/application/ports/products.ts'
import { kiosk } from '../support/server-process.ts'
import { test } from './in-folder.ts'

/** Imports this text as list.csv into the folder's own shop. */
const importing = async (folder: string, list: string | Uint8Array, ...options: readonly string[]) => {
  await writeFile(join(folder, 'list.csv'), list)
  return kiosk({ folder }, 'import', 'list.csv', ...options)
}

/** What is for sale in the folder's shop. */
const shelf = async (folder: string) => {
  const store = sqliteStore(join(folder, 'kiosk.db'))
  const products = await store.readers.catalogue.page(wholeCatalogue)
  await store.close()
  return products.map(({ sku, name, price, stock, description }) => ({ sku, name, price, stock, description }))
}

const done = (out: string) => ({ code: 0, out: `${out}\n`, err: '' })

const untidy = `sku,name,price,stock,description
MUG,Enamel mug,10.99,5,"Holds 350 ml.
Survives the camp fire."
LAMP,,5.499,-1,
BAG,Canvas bag,24.90,7,Flat,bottom

MUG,Another mug,3.00,1,
PEN,Fountain pen,39,12,Steel nib
TEA,Bad\u0007tea,8.80,1,
KEY,Key ring,1000000.01,1e3,
`
const complaints = `line 4: name must have 1 to 255 characters; price must be an amount such as 10.99, with at most two decimals; stock must be a whole number from 0 to 1000000000
line 5: row has 6 fields instead of 5
line 7: sku is already on line 2
line 9: name must not contain control characters or broken unicode
line 10: price must be at most 1000000.00; stock must be a whole number from 0 to 1000000000
`
const mug = { sku: 'MUG', name: 'Enamel mug', price: 1_099, stock: 5 }

describe.concurrent('kiosk import', () => {
  test('adds what is new', async ({ folder }) => {
    const list = 'sku,name,price,stock,description\nMUG,Enamel mug,10.99,5,"Red, or blue"\nPEN,"6"" pen",39,,\n'
    expect(await importing(folder, list)).toEqual(done('list.csv: 2 added, 0 updated, 0 skipped.'))
    expect(await shelf(folder)).toEqual([
      { ...mug, description: 'Red, or blue' },
      { sku: 'PEN', name: '6" pen', price: 3_900, stock: 0, description: '' },
    ])
  })

  test('updates by sku, and keeps the stock and description that a list leaves out', async ({ folder }) => {
    await importing(folder, 'sku,name,price,stock,description\nMUG,Mug,1,5,Red\nPEN,Pen,2,6,Blue\n')
    const newPrices = 'price,sku,name\n10.99,MUG,Enamel mug\n'
    expect(await importing(folder, newPrices)).toEqual(done('list.csv: 0 added, 1 updated, 0 skipped.'))
    const emptyFields = 'sku,name,price,stock,description\nPEN,Pen,3,, \nBAG,Bag,4,0,\n'
    expect(await importing(folder, emptyFields)).toEqual(done('list.csv: 1 added, 1 updated, 0 skipped.'))
    expect(await shelf(folder)).toEqual([
      { ...mug, description: 'Red' },
      { sku: 'PEN', name: 'Pen', price: 300, stock: 6, description: 'Blue' },
      { sku: 'BAG', name: 'Bag', price: 400, stock: 0, description: '' },
    ])
  })

  test('reports every bad row with its line and reason, and imports nothing', async ({ folder }) => {
    const refused =
      'list.csv: nothing was imported, because 5 rows are bad; mend them, or keep the others with --skip-bad.'
    expect(await importing(folder, untidy)).toEqual({ code: 1, out: '', err: `${complaints}${refused}\n` })
    expect(await shelf(folder)).toEqual([])
  })

  test('keeps the good rows with --skip-bad, and reports the bad ones all the same', async ({ folder }) => {
    const kept = 'list.csv: 2 added, 0 updated, 5 skipped.\n'
    expect(await importing(folder, untidy, '--skip-bad')).toEqual({ code: 0, out: kept, err: complaints })
    expect(await shelf(folder)).toEqual([
      { ...mug, description: 'Holds 350 ml.\nSurvives the camp fire.' },
      { sku: 'PEN', name: 'Fountain pen', price: 3_900, stock: 12, description: 'Steel nib' },
    ])
  })

  test('reads what a spreadsheet saves: a byte order mark, CRLF, blank lines, columns in any order', async ({
    folder,
  }) => {
    const list =
      '\ufeffName,SKU,Stock,Price\r\nEnamel mug,MUG,5,10.99\r\n\r\n"Pen,\r\nsteel",PEN,1,39\r\nBag,BAG,x,1\r\n'
    expect(await importing(folder, list, '--skip-bad')).toEqual({
      code: 0,
      out: 'list.csv: 1 added, 0 updated, 2 skipped.\n',
      err:
        'line 4: name must not contain control characters or broken unicode\n' +
        'line 6: stock must be a whole number from 0 to 1000000000\n',
    })
    expect(await shelf(folder)).toEqual([{ ...mug, description: '' }])
  })

  test.for([
    ['lacks a column', 'sku,name\nMUG,Mug\n', 'its first line must name the columns sku,name,price; price is missing'],
    ['is empty', '', 'its first line must name the columns sku,name,price; sku,name,price is missing'],
    ['has a column that we do not know', 'sku,name,price,colour\n', 'it has the column "colour", but only'],
    ['has a column twice', 'sku,name,price,Price\n', 'it has the column price twice'],
    ['is not UTF-8', Buffer.from('sku,name,price\nMUG,Caf\xe9,1\n', 'latin1'), 'it is not UTF-8 text'],
    ['is not CSV', 'sku,name,price\nMUG,"Mug,1\n', 'it is not well-formed CSV (Quote Not Closed'],
  ] as const)('refuses, in one sentence, a file that %s', async ([, list, reason], { folder }) => {
    const { code, out, err } = await importing(folder, list)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^list\.csv was not imported: [^\n]+\.\n$/)
    expect(err).toContain(reason)
  })

  test('says in one sentence that there is no such file', async ({ folder }) => {
    const { code, out, err } = await kiosk({ folder }, 'import', 'nowhere.csv')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe('kiosk: cannot read nowhere.csv (ENOENT): name a file that is there and that you may read\n')
    expect(await readdir(folder)).toEqual([])
  })

  test.for([
    ['', 'import needs FILE.csv'],
    ['one.csv two.csv', 'import does not know "two.csv"'],
    ['list.csv --skip-all', 'import does not know "--skip-all"'],
    ['--skip-all', 'import does not know "--skip-all"'],
  ] as const)('says what is wrong with %j, and how it is used', async ([words, wrong], { folder }) => {
    const args = words.split(' ').filter((word) => word !== '')
    const { code, out, err } = await kiosk({ folder }, 'import', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^kiosk: .*\n\nkiosk \[command\]\n/)
    expect(err).toContain(`kiosk: ${wrong}\n`)
    expect(await readdir(folder)).toEqual([])
  })
})
