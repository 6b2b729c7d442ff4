import { CsvError, parse } from 'csv-parse/sync'
import type { ListedRow } from '../../application/import-products.ts'
import { err, ok, type Result } from '../../domain/result.ts'

const REQUIRED = ['sku', 'name', 'price']
const OPTIONAL = ['stock', 'description']

/**
 * Reads a price list: CSV (RFC 4180) in UTF-8 with a header line of `sku,name,price` and, when wanted, `stock` and
 * `description`, in any order. A row with too few or too many fields is misread, not dropped. Refuses, in one sentence,
 * a file that is not such a list at all.
 */
export const readPriceList = (bytes: Uint8Array): Result<readonly ListedRow[], string> => {
  const text = decode(bytes)
  if (text === undefined) return err('it is not UTF-8 text; save it as UTF-8 and try again')
  const records = parseRecords(text)
  if (!records.ok) return records
  const [header, ...rows] = records.value
  const columns = header?.record.map((name) => name.trim().toLowerCase()) ?? []
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  if (missing.length > 0) return err(`its first line must name the columns sku,name,price; ${missing} is missing`)
  const unknown = columns.filter((name) => ![...REQUIRED, ...OPTIONAL].includes(name))
  if (unknown.length > 0)
    return err(`it has the column "${unknown[0]}", but only sku,name,price,stock,description are known`)
  const twice = columns.find((name, i) => columns.indexOf(name) !== i)
  if (twice !== undefined) return err(`it has the column ${twice} twice`)

  return ok(
    rows.map(({ line, record }): ListedRow => {
      const field = (name: string) => record[columns.indexOf(name)]
      const row = {
        sku: field('sku') ?? '',
        name: field('name') ?? '',
        price: field('price') ?? '',
        stock: field('stock'),
        description: field('description'),
      }
      if (record.length === columns.length) return { line, row }
      return { line, row, misread: `has ${record.length} fields instead of ${columns.length}` }
    }),
  )
}

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

type Numbered = { readonly line: number; readonly record: readonly string[] }

/** The records with the line each begins on; blank lines are none. */
const parseRecords = (text: string): Result<readonly Numbered[], string> => {
  const records: Numbered[] = []
  try {
    parse(text.replaceAll(/\r\n?/g, '\n'), {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record, { lines }) => {
        // The parser knows on which line a record ends; a quoted field may have begun it lines before.
        records.push({ line: lines - record.join('').split('\n').length + 1, record })
        return null
      },
    })
    return ok(records)
  } catch (reason) {
    if (reason instanceof CsvError) return err(`it is not well-formed CSV (${reason.message})`)
    throw reason
  }
}
