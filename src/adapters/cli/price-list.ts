import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { ListedRow, PriceList } from '../../application/catalogue/import-products.ts'
import { STOCK_RANGE } from '../../domain/catalogue/product.ts'
import { parseMoney } from '../../domain/money.ts'
import { err, ok } from '../../domain/result.ts'

const REQUIRED = ['sku', 'name', 'price']
const KNOWN = [...REQUIRED, 'stock', 'stock_change', 'description', 'image_url', 'archived']
/** Bytes; a longer record lacks a quote. */
const MAX_RECORD = 200_000

type Record = { readonly line: number; readonly fields: readonly string[]; readonly hasDecimalComma: boolean }

const isBlank = (field: string): boolean => field.trim() === ''

/** CSV (RFC 4180) with a header line, also with `;` or tabs; each line ends with \n. Throws a sentence for another text. */
export const readPriceList = (name: string, pieces: Iterable<string>): PriceList => ({
  async *[Symbol.asyncIterator]() {
    let columns: readonly string[] | undefined
    try {
      for await (const record of recordsOf(pieces)) {
        if (columns) yield rowOf(record, columns)
        else columns = columnsOf(record.fields)
      }
      columns ??= columnsOf([])
    } catch (cause) {
      throw cause instanceof Error ? new Error(`${name} was not imported: ${cause.message}`, { cause }) : cause
    }
  },
})

async function* recordsOf(pieces: Iterable<string>): AsyncGenerator<Record> {
  const [start = ''] = pieces
  const [first = ''] = start.trimStart().split('\n', 1)
  const count = (separator: string): number => first.split(separator).length
  const delimiter = [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
  let read = 0
  const parser = parse({
    delimiter,
    // Spreadsheets write a line `sep=;` before the header.
    from_line: /^"?sep=/i.test(first) ? 2 : 1,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_records_with_empty_values: true,
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
      const line = info.lines - fields.join('').split('\n').length + 1
      yield { line, fields, hasDecimalComma: delimiter === ';' }
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const sentence = `its quotes do not pair from line ${read + 1} on; write a field that has quotes as "6"" pen"`
    throw new Error(sentence, { cause })
  }
}

/** The names of the columns; nameless ones at the end are left out. */
const columnsOf = (header: readonly string[]): readonly string[] => {
  const last = header.findLastIndex((name) => !isBlank(name))
  const columns = header.slice(0, last + 1).map((name) => name.trim().toLowerCase())
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  const unknown = columns.find((name) => !KNOWN.includes(name))?.replaceAll(/\s/g, ' ')
  const twice = columns.find((name, i) => columns.indexOf(name) !== i)
  if (missing.length > 0) throw new Error(`its first line must name the columns ${REQUIRED}; ${missing} is missing`)
  if (unknown !== undefined) throw new Error(`it has the column "${unknown}", but only ${KNOWN} are known`)
  if (twice !== undefined) throw new Error(`it has the column ${twice} twice`)
  if (columns.includes('stock') && columns.includes('stock_change'))
    throw new Error('it has both stock and stock_change')
  return columns
}

/** `#REF!`, `#N/A`, and what they are in other languages. */
const SPREADSHEET_ERROR = /^\s*(?:#(?:\p{Lu}\/\p{Lu}|NV|[¡¿]?[\p{Lu}\d/]{2,20}[!?])|Err:\d{3})\s*$/u
const ROUNDED = /^\s*\d(?:[.,]\d+)?E\+\d{2,3}\s*$/i

const rowOf = ({ line, fields, hasDecimalComma }: Record, columns: readonly string[]): ListedRow => {
  const field = (name: string): string => fields[columns.indexOf(name)] ?? ''
  const number = (name: string): string => field(name).trim()
  const draft = {
    sku: field('sku'),
    name: field('name'),
    price: parseMoney(hasDecimalComma ? number('price').replace(',', '.') : number('price')),
    stock: matched(/^\d{1,10}$/, number('stock'), Number, STOCK_RANGE),
    stockChange: matched(/^[+-]?\d{1,10}$/, number('stock_change'), Number, 'must be a whole number such as +12 or -3'),
    description: field('description'),
    imageUrl: field('image_url'),
    archived: matched(/^(?:yes|no)$/i, number('archived'), (word) => /^y/i.test(word), 'must be yes or no'),
  }
  const error = fields.find((each) => SPREADSHEET_ERROR.test(each))
  if (error !== undefined) return { line, draft, misread: `has ${error.trim()}, an error of the spreadsheet` }
  const rounded =
    ROUNDED.test(draft.sku) && `has the sku ${draft.sku.trim()}, which a spreadsheet has rounded: make it text`
  const isMisfit = fields.length < columns.length || fields.slice(columns.length).some((each) => !isBlank(each))
  const misfit = isMisfit && `has ${fields.length} fields instead of ${columns.length}`
  return { line, draft, misread: rounded || misfit || undefined }
}

/** A field that is blank, or of this form. */
const matched = <T>(form: RegExp, text: string, read: (text: string) => T, fault: string) => {
  if (text === '') return ok(undefined)
  return form.test(text) ? ok(read(text)) : err(fault)
}
