import { err, ok, type Result } from './result.ts'

/** Length as a person counts it: code points, so that an emoji is one and not two. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/** False for control characters and lone surrogates, which no store keeps faithfully and no person typed. */
export const isPlain = (text: string, allowed = ''): boolean =>
  text.isWellFormed() && ![...text].some((c) => /\p{Cc}/u.test(c) && !allowed.includes(c))

/** A trimmed, NFC-normalised text of `min` to `max` code points without control characters. */
export const line = (text: string, min: number, max: number): Result<string, string> => {
  if (!isPlain(text)) return err('must not contain control characters or broken unicode')
  const kept = text.trim().normalize('NFC')
  const length = codePoints(kept)
  if (length < min || length > max) return err(`must have ${min} to ${max} characters`)
  return ok(kept)
}

/** What two texts have in common when case and compatibility forms do not count; decided here, not by a collation. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC')

/** Code point order, which is also the byte order of UTF-8 and so the order of every store's binary collation. */
export const compareText = (a: string, b: string): number => {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
