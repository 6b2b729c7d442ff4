import { Buffer } from 'node:buffer'
import type { Dialect, Executor, Reading, Row, Value } from './executor.ts'

// Only a limited number of statements is kept prepared: lists are padded to powers of two, and rows split to few lengths.

/** Far below every limit on placeholders (SQLite's is 32,766). */
const MAX_LIST = 1_024
/** More gain nothing and cost a longer statement to prepare. */
const MAX_ROWS = 256
/** Below a `max_allowed_packet` of 1 MiB, the least that a server is likely to have. */
const MAX_BYTES = 900_000

export const placeholders = (count: number): string => Array.from({ length: count }, () => '?').join(', ')

/** The order in which locks are taken. */
export const ascending = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b)

/** At most `size` values each, the last one repeated. */
export const paddedChunks = <T>(values: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, i) => {
    const chunk = values.slice(i * size, (i + 1) * size)
    const missing = 2 ** Math.ceil(Math.log2(chunk.length)) - chunk.length
    return [...chunk, ...Array.from({ length: missing }, () => chunk.slice(-1)).flat()]
  })

type Rows = readonly (readonly Value[])[]

/** At most, with the type and length of each value: a UUID is the longest beside texts. */
const bytesOf = (values: readonly Value[]): number =>
  values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? 3 * value.length : 16) + 12, 0)

/** The greatest length up to this one that has three significant bits: 20 of 23. */
const rounded = (length: number): number => length - (length % 2 ** Math.max(0, Math.floor(Math.log2(length)) - 2))

/** 593 as 256, 256, 80 and 1; fewer when they are long. */
function* chunks(rows: Rows): Generator<Rows> {
  for (let from = 0, length = 0; from < rows.length; from += length) {
    length = rounded(Math.min(MAX_ROWS, rows.length - from))
    while (length > 1 && bytesOf(rows.slice(from, from + length).flat()) > MAX_BYTES) length = rounded(length >> 1)
    yield rows.slice(from, from + length)
  }
}

/** Joined by AND. */
export type Conditions = readonly (readonly [sql: string, ...values: readonly Value[]])[]

export const where = (conditions: Conditions): string => `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`
export const valuesOf = (conditions: Conditions): readonly Value[] => conditions.flatMap(([, ...values]) => values)

/** A SELECT over an IN list of any length. */
export const allIn = async (executor: Reading, values: readonly Value[], sql: (list: string) => string) => {
  const found: (readonly Row[])[] = []
  for (const list of paddedChunks(values, MAX_LIST)) {
    found.push(await executor.all(sql(placeholders(list.length)), list))
  }
  return found.flat()
}

/** In the order given; `ending` is an upsert's. */
export const insertRows = async (to: Executor, table: string, columns: readonly string[], rows: Rows, ending = '') => {
  const row = `(${placeholders(columns.length)})`
  for (const chunk of chunks(rows)) {
    const values = chunk.map(() => row).join(', ')
    await to.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values}${ending}`, chunk.flat())
  }
}

type Cells = readonly (readonly [id: number, value: Value])[]

/** One column of rows that have the others. */
export const updateColumn = async (to: Executor, dialect: Dialect, table: string, column: string, cells: Cells) => {
  for (const chunk of paddedChunks(cells, MAX_ROWS)) {
    const cases = chunk.map(() => 'WHEN ? THEN ?').join(' ')
    const sql = `UPDATE ${table}${dialect.forceIndex('PRIMARY')} SET ${column} = CASE id ${cases} ELSE ${column} END
      WHERE id IN (${placeholders(chunk.length)})`
    await to.run(sql, [...chunk.flat(), ...chunk.map(([id]) => id)])
  }
}

// A row is parsed, never cast: a manual change fails here, with the column's name.
const unexpected = (column: string, wanted: string): Error => new Error(`the database holds no ${wanted} in ${column}`)

export const integer = (row: Row, column: string): number => {
  const value = row[column]
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unexpected(column, 'whole number')
  return value
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** MySQL answers VARBINARY as bytes. */
export const text = (row: Row, column: string): string => {
  const value = row[column]
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return utf8.decode(value)
  throw unexpected(column, 'text')
}

export const optionalText = (row: Row, column: string): string | undefined =>
  row[column] === null ? undefined : text(row, column)

export const optionalInteger = (row: Row, column: string): number | undefined =>
  row[column] === null ? undefined : integer(row, column)

/** The objects in a column of JSON, none in NULL: they are parsed as rows are. */
export const objectsIn = (row: Row, column: string): readonly Row[] =>
  [JSON.parse(optionalText(row, column) ?? '[]')].flat()

/** With every member, so that `objectsIn` finds the absent ones as NULL. */
export const toJson = (value: object): string => JSON.stringify(value, (_, member: unknown) => member ?? null)

export const oneOf = <T extends string>(row: Row, column: string, known: readonly T[]): T => {
  const found = known.find((one) => one === text(row, column))
  if (found === undefined) throw unexpected(column, 'known value')
  return found
}

/** The lower-case text form (RFC 9562, section 4) of a UUID kept as 16 bytes. */
export const uuid = (row: Row, column: string): string => {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw unexpected(column, 'bytes')
  const hex = Buffer.from(value).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** A UUID's 16 bytes, which sort like its text; `undefined` for any other text. */
export const uuidBytes = (text: string): Uint8Array | undefined =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined
