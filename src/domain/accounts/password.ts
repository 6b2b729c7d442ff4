import { err, ok, type Result } from '../result.ts'
import { codePoints, fold, isPlain, mayFit } from '../text.ts'

export const MIN_PASSWORD = 8
export const MAX_PASSWORD = 1024

/** Given a password folded to lower case. */
export type IsCommonPassword = (folded: string) => boolean

/** NIST SP 800-63B-4, 3.1.1.2: normalise first. */
export const normalizePassword = (password: string): string => password.normalize('NFC')

/** NIST SP 800-63B-4, 3.1.1.2, for a password that is being set; `names` are the email and the username. */
export const checkPassword = (
  given: string,
  names: readonly string[],
  isCommon: IsCommonPassword,
): Result<string, string> => {
  const tooLong = err(`must have at most ${MAX_PASSWORD} characters`)
  if (!mayFit(given, MAX_PASSWORD)) return tooLong
  if (!isPlain(given, '\u2028\u2029')) return err('must not contain control characters')
  const password = normalizePassword(given)
  const length = codePoints(password)
  if (length < MIN_PASSWORD) return err(`must have at least ${MIN_PASSWORD} characters`)
  if (length > MAX_PASSWORD) return tooLong
  const folded = fold(password)
  if (names.some((name) => fold(name) === folded)) return err('must not be the email or the username')
  return isCommon(folded) ? err('is one of the most common passwords') : ok(password)
}
