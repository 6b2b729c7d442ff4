import type { Row, Session, Value } from './session.ts'

// Few lengths mean few different statements, which servers and drivers keep prepared in limited numbers: so lists are
// padded, and rows parcelled, to powers of two.

/** The most values in one IN list: far below every limit on placeholders (SQLite's is 32,766). */
const LIST = 1_024

/** `?, ?, ?` */
export const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ')

export const chunks = <T>(values: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size))

/** The values, the last one repeated until their number is a power of two: for a place where repeating does no harm. */
export const padded = <T>(values: readonly T[]): readonly T[] => {
  const last = values.slice(-1)
  const length = values.length === 0 ? 0 : 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array.from({ length: length - values.length }, () => last).flat()]
}

/** The values in parcels whose lengths are powers of two, the greatest first: 593 as 256, 256, 64, 16 and 1. */
export const parcels = <T>(values: readonly T[], size: number): readonly (readonly T[])[] => {
  const taken: (readonly T[])[] = []
  for (let from = 0; from < values.length; ) {
    const length = Math.min(size, 2 ** Math.floor(Math.log2(values.length - from)))
    taken.push(values.slice(from, from + length))
    from += length
  }
  return taken
}

/** All rows of a SELECT over an IN list of any length; `sql` is told the list's placeholders. */
export const allIn = async (
  session: Session,
  values: readonly Value[],
  sql: (list: string) => string,
): Promise<readonly Row[]> => {
  const found: (readonly Row[])[] = []
  for (const chunk of chunks(values, LIST)) {
    const list = padded(chunk)
    found.push(await session.all(sql(marks(list.length)), list))
  }
  return found.flat()
}
