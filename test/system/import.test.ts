import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, onTestFinished, test as unit } from 'vitest'
import { z } from 'zod'
import { readPriceList } from '../../src/adapters/cli/price-list.ts'
import { textPieces } from '../../src/adapters/cli/text-file.ts'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'
import type { BadRow, ListedRow } from '../../src/application/catalogue/import-products.ts'
import { wholeCatalogue } from '../../src/application/catalogue/show-products.ts'
import { unwrap } from '../contracts/expect.ts'
import { expected, listedProduct } from '../support/bodies.ts'
import { at, client, sendTo } from '../support/client.ts'
import { openKiosk } from '../support/kiosk.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk, kioskCommand, launch } from '../support/server-process.ts'
import { persistentStores } from '../support/stores.ts'

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

/** What a list makes of an empty shop, on memory: sku, name, price and stock of its products, and its bad rows. */
const imported = async (folder: string, list: string) => {
  await writeFile(join(folder, 'list.csv'), list)
  const pieces = textPieces(join(folder, 'list.csv'))
  const { shop, store } = openKiosk()
  const bad: string[] = []
  const onBad = ({ line, faults }: BadRow) => {
    bad.push(`${line}: ${faults.map(({ field, message }) => `${field} ${message}`).join('; ')}`)
  }
  unwrap(await shop.importProducts({ rows: readPriceList('list', pieces), skipBad: true, onBad }))
  const products = await store.readers.catalogue.page({ ...wholeCatalogue, limit: 100 })
  return { good: products.map(({ sku, name, price, stock }) => [sku, name, price, stock].join()), bad }
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
    const other = 'but perhaps Windows-1252, as of older spreadsheets'
    const err = `kiosk: list.csv was not imported: cannot read list.csv: it is not UTF-8 text ${other}; save it as UTF-8 and try again\n`
    expect(await importList(folder, latin1)).toEqual({ code: 1, out: '', err })
    expect(await readdir(folder)).toEqual(['list.csv'])
  })
})

describe.concurrent('kiosk import', () => {
  test('shows the first 20 bad rows and their number, and writes all to a report', async ({ folder }) => {
    const rows = Array.from({ length: 25 }, (_, i) => `S${i},Lamp,free\n`).join('')
    const faults = Array.from({ length: 25 }, (_, i) => {
      return `line ${i + 2}: price must be an amount such as 10.99, with at most two decimals\n`
    })
    const shown = faults.slice(0, 20).join('')
    const refused =
      'list.csv: nothing was imported, because 25 rows are bad; fix them, or import the others with --skip-bad.\n'
    const list = `sku,name,price\n${rows}`
    const first = 'The first 20 of 25 bad rows; --report FILE has all.\n'
    expect(await importList(folder, list)).toEqual({ code: 1, out: '', err: shown + first + refused })
    const reported = 'The first 20 of 25 bad rows; bad.txt has all.\n'
    const err = shown + reported + refused
    expect(await importList(folder, list, '--report', 'bad.txt')).toEqual({ code: 1, out: '', err })
    expect(await readFile(join(folder, 'bad.txt'), 'utf8')).toBe(faults.join(''))
    const over = 'kiosk: --report needs a file of its own\n'
    expect(await importList(folder, list, '--report=./list.csv')).toEqual({ code: 1, out: '', err: over })
    expect(await readFile(join(folder, 'list.csv'), 'utf8')).toBe(list)
  })

  test('shows and reports no control character of the list', async ({ folder }) => {
    const evil = '\x1b[2J\x07\x9b\r\n\x85\u2028\u202e'
    const isClean = (text: string, lines: number) => {
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\u2028\u202e]/u)
      expect(text.split('\n')).toHaveLength(lines + 1)
    }
    const { err } = await importList(folder, `sku,name,price,"${evil}"\nA,B,1,\n`)
    isClean(err, 1)
    expect(err).toContain('it has the column "\\u001b[2j\\u0007\\u009b ')
    const fields = ['', '#N/A', '5E+10'].flatMap((field) => [`"${field}${evil}"`, `"${evil}${field}"`, field])
    const columns = 'sku,name,price,stock_change,description,image_url,archived'.split(',')
    const rows = fields.flatMap((field) => columns.map((_, i) => columns.map((_, j) => (i === j ? field : '1')).join()))
    const list = `${columns}\n${rows.join('\n')}\n${fields.join()},1\n`
    const bad = await importList(folder, list, '--report', 'bad.txt')
    isClean(bad.err, 22)
    const count = Number(/of (\d+) bad rows/.exec(bad.err)?.[1])
    expect(count).toBeGreaterThan(40)
    isClean(await readFile(join(folder, 'bad.txt'), 'utf8'), count)
  })

  test('warns of a list that raises stock, which --keep-stock and stock_change leave as sold', async ({ folder }) => {
    const summary = (updated: number, added = 0) => `list.csv: ${added} added, ${updated} updated, 0 skipped.\n`
    const list = 'sku,name,price,stock\nMUG,Mug,1,50\nPEN,Pen,1,5\nBAG,Bag,1,7\n'
    expect(await importList(folder, list)).toEqual({ code: 0, out: summary(0, 3), err: '' })
    const sold = 'sku,name,price,stock_change\nMUG,Mug,1,-40\nPEN,Pen,1,-1\nBAG,Bag,1,+2\nCUP,Cup,1,12\n'
    expect(await importList(folder, sold)).toEqual({ code: 0, out: summary(3, 1), err: '' })
    const stocks = async () => (await catalogueIn(folder)).map(([, , stock]) => stock)
    expect(await stocks()).toEqual([10, 4, 9, 12])
    const more = `${list}NEW,New,1,3\n`
    expect(await importList(folder, more, '--keep-stock')).toEqual({ code: 0, out: summary(3, 1), err: '' })
    expect(await importList(folder, sold, '--keep-stock')).toEqual({ code: 0, out: summary(4), err: '' })
    expect(await stocks()).toEqual([10, 4, 9, 12, 3])
    const warning =
      'list.csv: warning: 2 known products have more in stock than before: if some were sold since the list was written, ' +
      'use stock_change or --keep-stock.\n'
    expect(await importList(folder, list)).toEqual({ code: 0, out: summary(3), err: warning })
    expect(await stocks()).toEqual([50, 5, 7, 12, 3])
  })

  test('refuses a list of more than 1,000 changes of stock', async ({ folder }) => {
    const list = `sku,name,price,stock_change\n${Array.from({ length: 1_001 }, (_, i) => `S${i},Lamp,1,+1\n`).join('')}`
    const bad = 'line 1002: row is beyond the 1000 of a list that changes stock\n'
    const refused =
      'list.csv: nothing was imported, because 1 row is bad; fix them, or import the others with --skip-bad.\n'
    expect(await importList(folder, list)).toEqual({ code: 1, out: '', err: bad + refused })
    expect(await catalogueIn(folder)).toEqual([])
  })
})

const MUG = 'MUG,Mug,1099,5'
const spreadsheetErrors = [
  ...['#N/A', '#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#NUM!', '#NULL!', '#SPILL!', '#NV', '#BEZUG!', '#ÜBERLAUF!'],
  ...['#N/D', '#NOM?', '#¡REF!', '#¿NOMBRE?', '#Н/Д', '#ЗНАЧ!', 'Err:502'],
]

test.for([
  ['blank rows', 'sku,name,price,stock\n\n   \nMUG,Mug,10.99,5\n\t\n', [MUG], []],
  ['; below blank rows', '\n \nsku;name;price;stock\nMUG;Mug;10,99;5\n', [MUG], []],
  ['rows of separators', ',,,\nsku,name,price,stock\n,,,\nMUG,Mug,10.99,5\n , ,,\n', [MUG], []],
  [
    'a nameless empty last column',
    'sku,name,price,stock,, \nMUG,Mug,10.99,5,,\nPEN,Pen,1,2\n',
    [MUG, 'PEN,Pen,100,2'],
    [],
  ],
  ['more than the columns', 'sku,name,price\nPEN,Pen,1,2\n', [], ['2: row has 4 fields instead of 3']],
  ['less than the columns', 'sku,name,price\nPEN,1\n', [], ['2: row has 2 fields instead of 3']],
  [
    'a rounded sku',
    'sku,name,price\n5.01235E+12,Pen,1\n5E+07,Mug,1\n"5,01E+12",Bag,1\n5E,Cup,1\n',
    ['5E,Cup,100,0'],
    ['5.01235E+12', '5E+07', '5,01E+12'].map(
      (sku, i) => `${i + 2}: row has the sku ${sku}, which a spreadsheet has rounded: make it text`,
    ),
  ],
  [
    'errors of the spreadsheet',
    `sku,name,price\n${spreadsheetErrors.map((error, i) => `S${i},${error},1\n`).join('')}S,#1 mug!,1\n`,
    ['S,#1 mug!,100,0'],
    spreadsheetErrors.map((error, i) => `${i + 2}: row has ${error}, an error of the spreadsheet`),
  ],
  [
    'a line separator in a name',
    'sku,name,price\nPEN,Pen\u2028red,1\n',
    [],
    ['2: name must not contain control characters, line separators or broken unicode'],
  ],
  [
    '; and decimal commas',
    'sku;name;price;stock\nMUG;Mug;10,99;5\nPEN;Pen, red;1.5;\n',
    [MUG, 'PEN,Pen, red,150,0'],
    [],
  ],
  ['tabs', 'sku\tname\tprice\tstock\nMUG\tMug\t10.99\t5\n', [MUG], []],
  [
    'decimal commas without ;',
    'sku\tname\tprice\nPEN\tPen\t1,5\n',
    [],
    ['2: price must be an amount such as 10.99, with at most two decimals'],
  ],
  ['sep=;', 'sep=;\nsku;name;price;stock\nMUG;Mug;10,99;5\nA;B\n', [MUG], ['4: row has 2 fields instead of 4']],
  [
    '"sep=,"',
    '"sep=,"\r\nsku,name,price,stock\r\nMUG,Mug,10.99,5\r\nA,B\r\n',
    [MUG],
    ['4: row has 2 fields instead of 4'],
  ],
  [
    'line ends of all kinds',
    'sku,name,price,stock\r\nMUG,Mug,10.99,5\rPEN,Pen,1,2\n\r\nA,B\r\n',
    [MUG, 'PEN,Pen,100,2'],
    ['5: row has 2 fields instead of 4'],
  ],
  [
    'quoted fields over lines',
    'sku,name,price,stock,description\r\nMUG,Mug,10.99,5,"a\r\nb\r\n"\r\n"A\nB","C",1,,"d\ne"\r\nPEN,\r\n',
    [MUG],
    [
      '5: sku must not contain control characters, line separators or broken unicode',
      '8: row has 2 fields instead of 5',
    ],
  ],
] as const)('a price list with %s', async ([, list, good, bad], { folder }) => {
  expect(await imported(folder, list)).toEqual({ good, bad })
})

test('a price list may be UTF-8 or UTF-16 with a byte order mark, with its columns in any order', async ({
  folder,
}) => {
  const list = '\ufeffName,SKU,Stock,Price\r\n"Mug, 😀",MUG,5,10.99\r\n\r\nBag,BAG,,1\r\n'
  const utf16 = Buffer.from(list, 'utf16le')
  for (const bytes of [Buffer.from(list), utf16, Buffer.from(utf16).swap16()]) {
    await writeFile(join(folder, 'list.csv'), bytes)
    expect(await rowsOf(textPieces(join(folder, 'list.csv')))).toMatchObject([
      { line: 2, draft: { sku: 'MUG', name: 'Mug, 😀', stock: { value: 5 } } },
      { line: 4, draft: { sku: 'BAG', name: 'Bag', price: { value: 100 } } },
    ])
  }
})

unit.for([
  ['sku,name\nMUG,Mug\n', 'its first line must name the columns sku,name,price; price is missing'],
  ['sku,name,price,colour\n', 'it has the column "colour", but only'],
  ['sku,name,price,Price\n', 'it has the column price twice'],
  ['sku,name,price,stock,stock_change\n', 'it has both stock and stock_change'],
  ['\n,,\n', 'its first line must name the columns sku,name,price; sku,name,price is missing'],
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

test.for([0, 1])('counts lines wherever a piece of the file ends, %i later', async (shift, { folder }) => {
  await writeFile(join(folder, 'list.csv'), `sku,name,price${' '.repeat(shift)}\r\n${'\r\n'.repeat(20_000)}A,B,1\r\n`)
  expect(await rowsOf(textPieces(join(folder, 'list.csv')))).toMatchObject([{ line: 20_002 }])
})

unit('a lost quote is noticed long before the end of the list', async () => {
  let read = 0
  const long = {
    *[Symbol.iterator]() {
      yield 'sku,name,price\nMUG,Mug,1\n\nPEN,"Pen,1\n'
      for (; read < 100; read++) yield 'BAG,Bag,1\n'.repeat(1_000)
    },
  }
  await expect(rowsOf(long)).rejects.toThrow('its quotes do not pair from line 3 on')
  expect(read).toBeLessThan(50)
})

const longList = (folder: string, rows: number) => {
  const lines = Array.from({ length: rows }, (_, i) => `SKU-${i},"Lamp, ${i}",${i % 500}.99,7,Bright.\n`)
  return writeFile(join(folder, 'long.csv'), `sku,name,price,stock,description\n${lines.join('')}`)
}

describe.each(persistentStores)('on $name, an import', ({ database }) => {
  test('killed half-way and run again ends as if it ran once', async ({ folder, open }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url }
    await longList(folder, 6_000)
    expect(await kiosk({ folder, env }, 'import', 'long.csv')).toMatchObject({ code: 0, err: '' })
    // Updates 6,000, raises 3,000, adds 6,000, and takes some time.
    const rows = Array.from({ length: 12_000 }, (_, i) => [`SKU-${i}`, `Desk lamp ${i}`, 1 + (i % 900), i % 2 ? 6 : 8])
    const list = `sku,name,price,stock\n${rows.map((row) => row.join()).join('\n')}\n`
    await writeFile(join(folder, 'list.csv'), list)
    const { get } = client(sendTo([(await open(env)).url]))
    const nameOf = async (id: number) => at((await get(`/products/${id}`)).body, 'name')

    const [command, ...args] = kioskCommand('import', 'list.csv')
    const { child, ended } = launch(command, args, { folder, env })
    while ((await nameOf(1_500)) !== 'Desk lamp 1499') expect(child.exitCode).toBeNull()
    child.kill('SIGKILL')
    expect(await ended).toMatchObject({ code: null, out: '' })
    expect(await nameOf(6_000)).toBe('Lamp, 5999')

    const again = await kiosk({ folder, env }, 'import', 'list.csv')
    const [summary, raised = ''] = [
      /^list.csv: 6000 added, 6000 updated, 0 skipped.\n$/,
      /(\d+) known/.exec(again.err)?.[1],
    ]
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(summary) })
    // The others were raised before.
    expect(Number(raised)).toBeLessThan(2_500)
    const products = expected(await get('/products'), 200, z.array(listedProduct))
    expect(products.map(({ name, price, stock }) => [name, price, stock])).toEqual(rows.map(([, ...row]) => row))
  })
})

/** `script`, part of Debian (bsdutils) and macOS, gives the command a terminal. */
const atTerminal = (folder: string, words: readonly string[]) => {
  const command = words.map((word) => `'${word}'`).join(' ')
  const args = process.platform === 'darwin' ? ['-q', '/dev/null', ...words] : ['-qec', command, '/dev/null']
  return launch('script', args, { folder, env: { PATH: process.env.PATH ?? '', SHELL: '/bin/sh' } }, 50_000).ended
}

test('imports 50,000 rows in under 20 s, and shows progress at a terminal alone', async ({ folder }) => {
  await longList(folder, 50_000)
  const start = performance.now()
  const { code, out } = await atTerminal(folder, kioskCommand('import', 'long.csv'))
  expect(performance.now() - start).toBeLessThan(20_000)
  // \r\x1b[K goes back to the first column and erases the line.
  const [line, checked, share, summary] = [
    '\r\x1b[Klong.csv: ',
    'checked \\d+ rows',
    '\\d+ %, \\d+ rows a second, \\d+ s left',
    '50000 added, 0 updated, 0 skipped.',
  ].map((text) => text.replaceAll('[K', '\\[K'))
  expect(out).toMatch(RegExp(`^(?:${line}${checked})+(?:${line}${share})+\r\x1b\\[Klong.csv: ${summary}\r\n$`))
  expect(code).toBe(0)
  await longList(folder, 2_000)
  const piped = { code: 0, out: 'long.csv: 0 added, 2000 updated, 0 skipped.\n', err: '' }
  expect(await kiosk({ folder }, 'import', 'long.csv')).toEqual(piped)
})
