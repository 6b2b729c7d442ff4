import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { ListedRow, PriceList } from '../../application/catalogue/import-products.ts'
import { STOCK_RANGE } from '../../domain/catalogue/product.ts'
import { parseMoney } from '../../domain/money.ts'
import { err, ok, type Result } from '../../domain/result.ts'

const REQUIRED = ['sku', 'name', 'price']
const KNOWN = [...REQUIRED, 'stock', 'stock_change', 'description', 'image_url', 'archived']
/** Bytes; a longer record lacks a quote. */
const MAX_RECORD = 200_000

type Pieces = AsyncIterable<string> | Iterable<string>

/** CSV (RFC 4180) with a header line, also with `;` or tabs. Throws a sentence for another text. */
export const readPriceList = (name: string, pieces: Pieces): PriceList => ({
  async *[Symbol.asyncIterator]() {
    const refused: Refused = (fault) => new Error(`${name} was not imported: ${fault}`)
    let columns: readonly string[] | undefined
    for await (const record of recordsOf(pieces, refused)) {
      if (record.fields.every(isBlank)) continue
      if (columns) yield rowOf(record, columns)
      else columns = columnsOf(record.fields, refused)
    }
    if (!columns) throw refused('it is empty')
  },
})

type Refused = (fault: string) => Error

const isBlank = (field: string): boolean => field.trim() === ''

type Record = { readonly line: number; readonly fields: readonly string[]; readonly separator: string }

/** The line `sep=;` of spreadsheets, or what separates most in the header. */
const separatorOf = (start: string): readonly [separator: string, fromLine: number] => {
  const [, named] = /^"?sep=([,;\t])"?[\r\n]/i.exec(start) ?? []
  if (named !== undefined) return [named, 2]
  const count = (separator: string): number =>
    start
      .split(/[\r\n]/, 1)
      .join()
      .split(separator).length
  return [[';', '\t'].find((separator) => count(separator) > count(',')) ?? ',', 1]
}

/** Records with the line each begins on. */
async function* recordsOf(pieces: Pieces, refused: Refused): AsyncGenerator<Record> {
  let start = ''
  for await (start of pieces) break
  const [separator, fromLine] = separatorOf(start)
  let read = fromLine - 1
  const parser = parse({
    delimiter: separator,
    from_line: fromLine,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
    info: true,
    on_record: (fields, { lines }) => {
      read = lines
      return fields
    },
  })
  // An error destroys the parser, whose iterator throws it.
  pipeline(Readable.from(pieces), parser, () => undefined)
  try {
    for await (const { record: fields, info } of parser) {
      // The parser knows the last line of a record; a quoted field may span several.
      const line = info.lines - fields.join('').split(/\r\n?|\n/).length + 1
      yield { line, fields, separator }
    }
  } catch (reason) {
    if (!(reason instanceof CsvError)) throw reason
    throw refused(`its quotes do not pair from line ${read + 1} on; write a field that has quotes as "6"" pen"`)
  }
}

/** The names of the columns; nameless ones at the end are left out. */
const columnsOf = (header: readonly string[], refused: Refused): readonly string[] => {
  const last = header.findLastIndex((name) => !isBlank(name))
  const columns = header.slice(0, last + 1).map((name) => name.trim().toLowerCase())
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  if (missing.length > 0) throw refused(`its first line must name the columns ${REQUIRED}; ${missing} is missing`)
  const unknown = columns.find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) {
    throw refused(`it has the column "${unknown.replaceAll(/\s/g, ' ')}", but only ${KNOWN} are known`)
  }
  const twice = columns.find((name, i) => columns.indexOf(name) !== i)
  if (twice !== undefined) throw refused(`it has the column ${twice} twice`)
  const both = columns.includes('stock') && columns.includes('stock_change')
  if (both) throw refused('it has both stock and stock_change: which of them holds?')
  return columns
}

/** `#REF!`, `#N/A`, and what they are in other languages. */
const SPREADSHEET_ERROR = /^#(?:N\/[AD]|NV|¡?[\p{Lu}\d/]{2,20}[!?])$/u
const ROUNDED = /^\d(?:[.,]\d+)?E\+\d{2,3}$/i

const rowOf = ({ line, fields, separator }: Record, columns: readonly string[]): ListedRow => {
  const field = (name: string): string => fields[columns.indexOf(name)]?.trim() ?? ''
  const amount = separator === ';' ? field('price').replace(',', '.') : field('price')
  const draft = {
    sku: field('sku'),
    name: field('name'),
    price: parseMoney(amount),
    stock: wholeNumber(/^\d{1,10}$/, field('stock'), STOCK_RANGE),
    stockChange: wholeNumber(/^[+-]?\d{1,10}$/, field('stock_change'), 'must be a whole number such as +12 or -3'),
    description: field('description').replaceAll(/\r\n?/g, '\n'),
    imageUrl: field('image_url'),
    archived: parseYesOrNo(field('archived')),
  }
  return { line, draft, misread: misreadIn(fields, columns.length, draft.sku) }
}

const misreadIn = (fields: readonly string[], count: number, sku: string): string | undefined => {
  const error = fields.map((field) => field.trim()).find((field) => SPREADSHEET_ERROR.test(field))
  if (error !== undefined) return `has ${error}, an error of the spreadsheet`
  if (ROUNDED.test(sku)) return `has the sku ${sku}, which a spreadsheet has rounded: make its column text`
  const isLong = fields.length > count && !fields.slice(count).every(isBlank)
  return isLong || fields.length < count ? `has ${fields.length} fields instead of ${count}` : undefined
}

const wholeNumber = (pattern: RegExp, digits: string, fault: string): Result<number | undefined, string> => {
  if (digits === '') return ok(undefined)
  return pattern.test(digits) ? ok(Number(digits)) : err(fault)
}

const parseYesOrNo = (word: string): Result<boolean | undefined, string> => {
  if (word === '') return ok(undefined)
  return /^(?:yes|no|true|false|1|0)$/i.test(word) ? ok(/^[yt1]/i.test(word)) : err('must be yes or no')
}
