import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, test as unit } from 'vitest'
import { readPriceList } from '../../src/adapters/cli/price-list.ts'
import { textPieces } from '../../src/adapters/cli/text-file.ts'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'
import type { ListedRow } from '../../src/application/catalogue/import-products.ts'
import { wholeCatalogue } from '../../src/application/catalogue/show-products.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk, kioskCommand, launch } from '../support/server-process.ts'

const importList = async (folder: string, list: string | Uint8Array, ...options: readonly string[]) => {
  await writeFile(join(folder, 'list.csv'), list)
  return kiosk({ folder }, 'import', 'list.csv', ...options)
}

const catalogueIn = async (folder: string) => {
  const store = sqliteStore(join(folder, 'kiosk.db'))
  const products = await store.readers.catalogue.page({ ...wholeCatalogue, limit: 1_000 }).finally(store.close)
  return products.map(({ name, price, stock, description }) => [name, price, stock, description])
}

const rowsOf = async (pieces: Iterable<string>) => {
  const rows: ListedRow[] = []
  for await (const row of readPriceList('list', pieces)) rows.push(row)
  return rows
}

const faulty = `sku,name,price,stock,description
MUG,Enamel mug,10.99,5,"Holds 350 ml.
Survives the camp fire."
LAMP,,5.499,1,
BAG,Canvas bag,24.90,7,Flat,bottom

MUG,Another mug,3.00,1,
PEN,"6"" pen",39,,
`
const faults = `line 4: name must have 1 to 255 characters; price must be an amount such as 10.99, with at most two decimals
line 5: row has 6 fields instead of 5
line 7: sku is already on line 2
`

describe.concurrent('kiosk import', () => {
  test('reports every bad row by line and imports nothing, or the good rows with --skip-bad', async ({ folder }) => {
    const refused = 'nothing was imported, because 3 rows are bad; fix them, or import the others with --skip-bad.'
    expect(await importList(folder, faulty)).toEqual({ code: 1, out: '', err: `${faults}list.csv: ${refused}\n` })
    expect(await catalogueIn(folder)).toEqual([])
    const out = 'list.csv: 2 added, 0 updated, 3 skipped.\n'
    expect(await importList(folder, faulty, '--skip-bad')).toEqual({ code: 0, out, err: faults })
    expect(await catalogueIn(folder)).toEqual([
      ['Enamel mug', 1_099, 5, 'Holds 350 ml.\nSurvives the camp fire.'],
      ['6" pen', 3_900, 0, ''],
    ])
  })

  test('refuses in one sentence a file that it cannot read, and opens no store', async ({ folder }) => {
    const missing = 'kiosk: cannot read list.csv (ENOENT): it has to be a file that this user may read\n'
    expect(await kiosk({ folder }, 'import', 'list.csv')).toEqual({ code: 1, out: '', err: missing })
    const latin1 = Buffer.from('sku,name,price\nMUG,Caf\xe9,1\n', 'latin1')
    const reason =
      'it is not UTF-8 text but perhaps Windows-1252, as of older spreadsheets; save it as UTF-8 and try again'
    const err = `kiosk: list.csv was not imported: cannot read list.csv: ${reason}\n`
    expect(await importList(folder, latin1)).toEqual({ code: 1, out: '', err })
    expect(await readdir(folder)).toEqual(['list.csv'])
  })
})

test('a price list may have a byte order mark, CRLF, blank lines, and its columns in any order', async ({ folder }) => {
  const list = '\ufeffName,SKU,Stock,Price\r\n"Mug,\r\nred",MUG,5,10.99\r\n\r\nBag,BAG,,1\r\n'
  for (const encoding of ['utf8', 'utf16le'] as const) {
    await writeFile(join(folder, 'list.csv'), list, encoding)
    const rows = await rowsOf(textPieces(join(folder, 'list.csv')))
    expect(rows).toMatchObject([
      { line: 2, draft: { sku: 'MUG', name: 'Mug,\nred', stock: { value: 5 } } },
      { line: 5, draft: { sku: 'BAG', name: 'Bag', price: { value: 100 } } },
    ])
  }
})

unit.for([
  ['sku,name\nMUG,Mug\n', 'its first line must name the columns sku,name,price; price is missing'],
  ['sku,name,price,colour\n', 'it has the column "colour", but only'],
  ['sku,name,price,Price\n', 'it has the column price twice'],
  ...['"Mug,1', 'M"ug",1', '"Mug"s,1', '"Mug" ,1'].map(
    (row) =>
      [
        `sku,name,price\nBAG,"a\nb",1\nMUG,${row}\nPEN,Pen,1\n`,
        `its quotes do not pair from line 4 on; write a`,
      ] as const,
  ),
] as const)('%j is no price list', async ([list, reason]) => {
  const reading = rowsOf([list])
  await expect(reading).rejects.toThrow(RegExp(`^list was not imported: ${reason}[^:(]*$`))
})

const longList = (folder: string, rows: number) => {
  const lines = Array.from({ length: rows }, (_, i) => `SKU-${i},"Lamp, ${i}",${i % 500}.99,7,Bright.\n`)
  return writeFile(join(folder, 'long.csv'), `sku,name,price,stock,description\n${lines.join('')}`)
}

/** `script`, part of Debian (bsdutils) and macOS, gives the command a terminal. */
const atTerminal = (folder: string, words: readonly string[]) => {
  const command = words.map((word) => `'${word}'`).join(' ')
  const args = process.platform === 'darwin' ? ['-q', '/dev/null', ...words] : ['-qec', command, '/dev/null']
  return launch('script', args, { folder, env: { PATH: process.env.PATH ?? '', SHELL: '/bin/sh' } }, 50_000).ended
}

test('imports 100,000 rows in under 20 s, and shows progress at a terminal alone', async ({ folder }) => {
  await longList(folder, 100_000)
  const start = performance.now()
  const { code, out } = await atTerminal(folder, kioskCommand('import', 'long.csv'))
  expect(performance.now() - start).toBeLessThan(20_000)
  // \r\x1b[K goes back to the first column and erases the line.
  const shown = '\r\x1b[Klong.csv: 100000 added, 0 updated, 0 skipped.\r\n'
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(shown) })
  await longList(folder, 2_000)
  const piped = { code: 0, out: 'long.csv: 0 added, 2000 updated, 0 skipped.\n', err: '' }
  expect(await kiosk({ folder }, 'import', 'long.csv')).toEqual(piped)
})
