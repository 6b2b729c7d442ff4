import { err, ok, type Result } from './result.ts'

/** Length in code points: an emoji is one. */
export const codePoints = (text: string): number => [...text].length

/** False when even NFC, a quarter of it at least (UAX #15), is too long. `normalize` can be quadratic: ask first. */
export const mayFit = (text: string, max: number): boolean => text.length <= 4 * max

/** False for control characters and lone surrogates. */
export const isPlain = (text: string, allowed = ''): boolean =>
  text.isWellFormed() && ![...text].some((c) => /\p{Cc}/u.test(c) && !allowed.includes(c))

/** What a terminal may obey: control characters, but for tab and newline, and direction marks. */
const COMMANDS = /[[\p{Cc}--[\t\n]]\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gv
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** For a terminal. Each line of the log comes here: most are ASCII, which is quick to see. */
export const escapeControls = (text: string): string =>
  /^[\t\n\x20-\x7e]*$/.test(text) ? text : text.replaceAll(COMMANDS, escaped)

/** Trimmed, in NFC, `min` to `max` code points, no control characters. */
export const singleLine = (text: string, min: number, max: number): Result<string, string> => {
  const range = `must have ${min} to ${max} characters`
  if (!mayFit(text, max)) return err(range)
  if (!isPlain(text)) return err('must not contain control characters or broken unicode')
  const kept = text.trim().normalize('NFC')
  const length = codePoints(kept)
  return length < min || length > max ? err(range) : ok(kept)
}

/** Equal for texts that differ only in case or compatibility form: decided here, not by a collation. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC')

/** Surrogates, which begin the highest code points, above all other units of UTF-16. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** Code point order: that of UTF-8 bytes and of every store's binary collation. */
export const compareText = (a: string, b: string): number => {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
