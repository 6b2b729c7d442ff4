import process from 'node:process'

/** What one target was measured at, round by round. */
export type Row = { readonly label: string; readonly values: readonly number[] }

/** What a row is compared with, where there is something. */
export type Compared = { readonly limit?: Row | undefined; readonly before?: Row | undefined }

export const out = (line = ''): boolean => process.stdout.write(`${line.trimEnd()}\n`)

const LABEL = 34

/** The title of a workload above its rows; `before` is the commit that the working tree is compared with. */
export const printTitle = (title: string, before: string | undefined): void => {
  const columns = ['median', 'min', 'max', 'of the limit', ...(before === undefined ? [] : [`of ${before}`])]
  out()
  out(title.padEnd(LABEL) + cells(columns))
}

/** Values as median, smallest and largest, and how many times those of the others they are. */
export const printRow = ({ label, values }: Row, { limit, before }: Compared): void => {
  const numbers = [median(values), Math.min(...values), Math.max(...values)].map((n) => n.toFixed(n < 100 ? 1 : 0))
  const times = [limit, before].map((other) => (other === undefined ? '' : ratio(values, other.values).toFixed(2)))
  out(`  ${label}`.padEnd(LABEL) + cells([...numbers, ...times]))
}

const cells = (texts: readonly string[]): string => texts.map((text, n) => text.padStart(n < 3 ? 9 : 14)).join('')

/** The middle value; the mean of the middle two of an even number of values. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = (sorted.length - 1) / 2
  const [low = Number.NaN, high = low] = sorted.slice(Math.floor(half), Math.ceil(half) + 1)
  return (low + high) / 2
}

/**
 * How many times `of` the `values` are: the median of what that is in each round. What slows a whole round down, such
 * as another program, is in both and cancels out.
 */
const ratio = (values: readonly number[], of: readonly number[]): number =>
  median(values.map((value, round) => value / (of[round] ?? Number.NaN)))

/** Prints a figure; one that is not as good as it should be is marked, and fails the run. */
export const judged = (text: string, passes: boolean): void => {
  out(`${text}${passes ? '' : ' ✗'}`)
  if (!passes) process.exitCode = 1
}
