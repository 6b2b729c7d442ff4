import { err, ok, type Result } from './result.ts'

/** Length in code points: an emoji is one. */
export const codePoints = (text: string): number => [...text].length

/** False when even NFC, a quarter of it at least (UAX #15), is too long. `normalize` can be quadratic: ask first. */
export const mayFit = (text: string, max: number): boolean => text.length <= 4 * max

/** False for control characters, line separators and lone surrogates. */
export const isPlain = (text: string, allowed = ''): boolean =>
  text.isWellFormed() && ![...text].some((c) => /[\p{Cc}\u2028\u2029]/u.test(c) && !allowed.includes(c))

/** A class of a regular expression with the letters of these scripts (Unicode's short names). */
export const lettersOf = (scripts: string): string => scripts.replaceAll(/ ?(\w+)/g, '\\p{sc=$1}')

/** Where U+200C and U+200D change how letters are joined. */
const JOINED = `[[${lettersOf('Arab Beng Deva Gujr Guru Khmr Knda Mlym Mong Mymr Nkoo Orya Sinh Syrc Taml Telu')}]&&[[\\p{L}\\p{M}]--\\p{DI}]]`
/** What emoji (UTS #51) and those scripts need. */
const NEEDED = [
  String.raw`(?<=\p{ExtPict})[\ufe0e\ufe0f]`,
  String.raw`(?<=[#*0-9])\ufe0f(?=\u20e3)`,
  String.raw`(?<=[\p{ExtPict}\p{EMod}]\ufe0f?)\u200d(?=\p{ExtPict})`,
  String.raw`(?<=\u{1f3f4})[\u{e0030}-\u{e007a}]+\u{e007f}`,
  String.raw`(?<=${JOINED}\p{M}*)[\u200c\u200d](?=${JOINED})`,
]
/** UAX #44, Default_Ignorable_Code_Point. */
const INVISIBLE = new RegExp(String.raw`(${NEEDED.join('|')})|[\p{DI}\ufff9-\ufffb]`, 'gv')

/** Without invisible characters, every blank as a space, trimmed, in NFC. */
export const visible = (text: string): string =>
  text
    .replaceAll(INVISIBLE, '$1')
    .replaceAll(/[\p{Zs}\u2800]/gu, ' ')
    .trim()
    .normalize('NFC')

/** What a terminal may obey: control characters, but for tab and newline, and direction marks. */
const COMMANDS = /[[\p{Cc}--[\t\n]]\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gv
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** For a terminal. Each line of the log comes here: most are ASCII, which is quick to see. */
export const escapeControls = (text: string): string =>
  /^[\t\n\x20-\x7e]*$/.test(text) ? text : text.replaceAll(COMMANDS, escaped)

/** `imageUrl` as `image_url`. */
export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** As `visible`, `min` to `max` code points, no control characters. */
export const singleLine = (text: string, min: number, max: number): Result<string, string> => {
  const range = `must have ${min} to ${max} characters`
  if (!mayFit(text, max)) return err(range)
  if (!isPlain(text)) return err('must not contain control characters, line separators or broken unicode')
  const kept = visible(text)
  const length = codePoints(kept)
  return length < min || length > max ? err(range) : ok(kept)
}

/** Lower case with one form each of sigma and of i, which `toLowerCase` chooses by what is beside them. */
export const lowerCase = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/(?<=i\p{M}*)\u0307/gu, '')
    .replaceAll('ς', 'σ')

/**
 * Equal for texts that differ only in case, compatibility form or the invisible: decided here, not by a collation. By way
 * of upper case all but ı get their full case folding (Unicode's CaseFolding.txt, C + F).
 */
export const fold = (text: string): string =>
  text
    .replaceAll(/[\p{DI}\ufff9-\ufffb]/gu, '')
    .normalize('NFKC')
    .replaceAll(/[^ı]+/g, (part) => lowerCase(part.toLowerCase().toUpperCase()))
    .normalize('NFKC')

/** Code point order: that of UTF-8 bytes and of every store's binary collation. */
export const compareText = (a: string, b: string): number => {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
