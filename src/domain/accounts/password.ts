import { err, ok, type Result } from '../result.ts'
import { codePoints, fold, isPlain, mayFit } from '../text.ts'
import { SHOP } from './username.ts'

export const MIN_PASSWORD = 8
export const MAX_PASSWORD = 1024

/** Given a password folded to lower case. */
export type IsCommonPassword = (folded: string) => boolean

/** NIST SP 800-63B-4, 3.1.1.2: normalise first. */
export const normalizePassword = (password: string): string => password.normalize('NFC')

/** The old application kept a bare SHA-256 in hex. */
export const isDigest = (hash: string): boolean => /^[0-9a-f]{64}$/i.test(hash)

/** Guessed first: a name as it is, or with digits after it. */
const extendsName = (password: string, name: string): boolean =>
  name !== '' && password.startsWith(name) && /^\d*$/.test(password.slice(name.length))

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
  if ([...names, SHOP].some((name) => extendsName(folded, fold(name)))) {
    return err('must not be the email, the username or the name of the shop, nor one of them with digits after it')
  }
  return isCommon(folded) ? err('is one of the most common passwords') : ok(password)
}
