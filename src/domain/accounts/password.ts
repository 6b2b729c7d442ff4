import { err, ok, type Result } from '../result.ts'
import { codePoints, fold } from '../text.ts'
import type { Registration } from './user.ts'

export const MIN_PASSWORD = 8
export const MAX_PASSWORD = 1024

/** Given a password folded to lower case. */
export type IsCommonPassword = (folded: string) => boolean

/** NIST SP 800-63B-4, 3.1.1.2: normalise first. */
export const normalizePassword = (password: string): string => password.normalize('NFC')

/** NIST SP 800-63B-4, 3.1.1.2: length and a blocklist, no composition rules. Only for a password that is being set. */
export const checkPassword = (form: Registration, isCommon: IsCommonPassword): Result<string, string> => {
  const password = normalizePassword(form.password)
  const length = codePoints(password)
  if (length < MIN_PASSWORD) return err(`must have at least ${MIN_PASSWORD} characters`)
  if (length > MAX_PASSWORD) return err(`must have at most ${MAX_PASSWORD} characters`)
  const folded = fold(password)
  if (folded === fold(form.email.trim()) || folded === fold(form.username.trim())) {
    return err('must not be the email or the username')
  }
  return isCommon(folded) ? err('is one of the most common passwords') : ok(password)
}
