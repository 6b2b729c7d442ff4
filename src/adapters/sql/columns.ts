import type { Row } from './session.ts'

// A row is parsed, never cast: what someone changed by hand in the database stops here, with the column's name.

const broken = (column: string, wanted: string): Error => new Error(`the database holds no ${wanted} in ${column}`)

export const integer = (row: Row, column: string): number => {
  const value = row[column]
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw broken(column, 'whole number')
  return value
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A text; MySQL answers one that it compares byte for byte (VARBINARY) as bytes. */
export const text = (row: Row, column: string): string => {
  const value = row[column]
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return utf8.decode(value)
  throw broken(column, 'text')
}

export const optionalText = (row: Row, column: string): string | undefined =>
  isNull(row, column) ? undefined : text(row, column)

export const bytes = (row: Row, column: string): Uint8Array => {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw broken(column, 'bytes')
  return value
}

/** A text that is one of a known few. */
export const oneOf = <T extends string>(row: Row, column: string, isOne: (text: string) => text is T): T => {
  const value = text(row, column)
  if (!isOne(value)) throw broken(column, 'known value')
  return value
}

/** True where an outer join found nothing. */
export const isNull = (row: Row, column: string): boolean => row[column] === null
