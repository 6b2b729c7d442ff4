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

/** Throws unless the two are equal all the way down, as plain data is. */
export const equal = (actual: unknown, expected: unknown, what = 'the answer'): void => {
  const [is, should] = [show(actual), show(expected)]
  if (is !== should) throw new Error(`${what} is\n  ${short(is)}\nand should be\n  ${short(should)}`)
}

/** Throws unless it is so. */
export const holds = (so: boolean, what: string): void => {
  if (!so) throw new Error(`it does not hold that ${what}`)
}

/** Throws unless the promise is rejected; answers the reason. */
export const rejected = async (promise: Promise<unknown>, what = 'it'): Promise<unknown> => {
  let value: unknown
  try {
    value = await promise
  } catch (reason) {
    return reason
  }
  throw new Error(`${what} should have been refused with an error, and answered ${short(show(value))}`)
}

/** The value, which has to be there. */
export const present = <T>(value: T | undefined, what = 'the answer'): T => {
  if (value === undefined) throw new Error(`${what} is missing`)
  return value
}

/** The value of a result that has to be a good one. */
export const good = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!result.ok) throw new Error(`refused: ${show(result)}`)
  return result.value
}
