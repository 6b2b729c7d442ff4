import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { streamed } from './responses.ts'

type Row = Readonly<Record<string, string | number | null>>

/** Rows that are encoded at once. */
const SLICE = 500

function* slices(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += SLICE) yield rows.slice(from, from + SLICE)
}

/** A cell of RFC 4180. A spreadsheet would run one that begins so: https://owasp.org/www-community/attacks/CSV_Injection */
const cell = (value: Row[string]): string => {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value ?? '') ? `'${value}` : (value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function* csv(columns: readonly string[], rows: readonly Row[]): Generator<string> {
  const lineOf = (cells: readonly Row[string][]): string => `${cells.map(cell).join(',')}\r\n`
  yield lineOf(columns)
  for (const slice of slices(rows)) yield slice.map((row) => lineOf(columns.map((name) => row[name] ?? null))).join('')
}

function* json(about: object, rows: readonly Row[]): Generator<string> {
  yield `${JSON.stringify(about).slice(0, -1)},"rows":[`
  let separator = ''
  for (const slice of slices(rows)) {
    yield separator + JSON.stringify(slice).slice(1, -1)
    separator = ','
  }
  yield ']}'
}

type Table = {
  /** What is said of it in JSON. */
  readonly about: object
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  /** Of the file, without its ending. */
  readonly name: string
}

/** Answers a table of any length as JSON, or as CSV to those who prefer it. */
export const sendTable = (c: Context, { about, columns, rows, name }: Table): Response => {
  const types = ['application/json', 'text/csv']
  const type = accepts(c, { header: 'Accept', supports: types, default: 'application/json' })
  if (type === 'application/json') return streamed(c, json(about, rows), { 'Content-Type': type, Vary: 'Accept' })
  const disposition = `attachment; filename="${name}.csv"`
  const headers = { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': disposition, Vary: 'Accept' }
  return streamed(c, csv(columns, rows), headers)
}
