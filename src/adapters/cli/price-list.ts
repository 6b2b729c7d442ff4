import { CsvError, parse } from 'csv-parse/sync'
import type { ListedRow } from '../../application/catalogue/import-products.ts'
import { STOCK_RANGE } from '../../domain/catalogue/product.ts'
import { parseMoney } from '../../domain/money.ts'
import { err, ok, type Result } from '../../domain/result.ts'

const REQUIRED = ['sku', 'name', 'price']
const KNOWN = [...REQUIRED, 'stock', 'description']

/** Reads CSV (RFC 4180) with a header line, of which each line ends with \n; says in a sentence why a text is no such list. */
export const readPriceList = (text: string): Result<readonly ListedRow[], string> => {
  const records = parseRecords(text)
  if (!records.ok) return records
  const [header, ...rows] = records.value
  const columns = header?.record.map((name) => name.trim().toLowerCase()) ?? []
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  if (missing.length > 0) return err(`its first line must name the columns ${REQUIRED}; ${missing} is missing`)
  const unknown = columns.find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) return err(`it has the column "${unknown}", but only ${KNOWN} are known`)
  const twice = columns.find((name, i) => columns.indexOf(name) !== i)
  if (twice !== undefined) return err(`it has the column ${twice} twice`)

  return ok(
    rows.map(({ line, record }): ListedRow => {
      const field = (name: string) => record[columns.indexOf(name)]
      const draft = {
        sku: field('sku') ?? '',
        name: field('name') ?? '',
        price: parseMoney((field('price') ?? '').trim()),
        stock: parseStock((field('stock') ?? '').trim()),
        description: field('description'),
      }
      if (record.length === columns.length) return { line, draft }
      return { line, draft, misread: `has ${record.length} fields instead of ${columns.length}` }
    }),
  )
}

const parseStock = (digits: string): Result<number | undefined, string> => {
  if (digits === '') return ok(undefined)
  return /^\d{1,10}$/.test(digits) ? ok(Number(digits)) : err(STOCK_RANGE)
}

/** Records with the line each begins on. */
const parseRecords = (text: string) => {
  const records: { readonly line: number; readonly record: readonly string[] }[] = []
  let read = 0
  try {
    parse(text, {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record, { lines }) => {
        // The parser knows the last line of a record; a quoted field may span several.
        records.push({ line: lines - record.join('').split('\n').length + 1, record })
        read = lines
        return null
      },
    })
    return ok(records)
  } catch (reason) {
    if (!(reason instanceof CsvError)) throw reason
    return err(`its quotes do not pair from line ${read + 1} on; write a field that has quotes as "6"" pen"`)
  }
}
