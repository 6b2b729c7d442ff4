/** The value as text, the same for equal values only: keys sorted, `undefined` not left out, text in quotes. */
const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  if (value instanceof Error) return `${value.name}: ${value.message}`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, member]) => `${key}: ${show(member)}`).join(', ')}}`
}

const short = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text)

/** Deep equality of plain data. */
export const equal = (actual: unknown, expected: unknown, what = 'the answer'): void => {
  const [is, should] = [show(actual), show(expected)]
  if (is !== should) throw new Error(`${what} is\n  ${short(is)}\nand should be\n  ${short(should)}`)
}

export const assert = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(`not true: ${what}`)
}

/** The reason of a promise that has to be rejected. */
export const rejected = async (promise: Promise<unknown>, what = 'it'): Promise<unknown> => {
  let value: unknown
  try {
    value = await promise
  } catch (reason) {
    return reason
  }
  throw new Error(`${what} should have been rejected, and resolved to ${short(show(value))}`)
}

/** The value, which has to be there. */
export const present = <T>(value: T | undefined, what = 'the answer'): T => {
  if (value === undefined) throw new Error(`${what} is missing`)
  return value
}

/** The value of a result that has to be `ok`. */
export const unwrap = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!result.ok) throw new Error(`refused: ${show(result)}`)
  return result.value
}
