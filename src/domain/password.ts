import { isCommonPassword } from './common-passwords.ts'
import { err, ok, type Result } from './result.ts'
import { codePoints, fold } from './text.ts'

const MIN = 8
const MAX = 1024

/** The form in which a password is counted, hashed and verified (NIST SP 800-63B-4, 3.1.1.2: normalise first). */
export const normalPassword = (password: string): string => password.normalize('NFC')

/**
 * NIST SP 800-63B-4, 3.1.1.2: length and a blocklist, no composition rules. Only for a password that is being set: one
 * that was good enough when it was chosen goes on opening the door.
 */
export const checkPassword = (form: {
  readonly email: string
  readonly username: string
  readonly password: string
}): Result<string, string> => {
  const password = normalPassword(form.password)
  const length = codePoints(password)
  if (length < MIN) return err(`must have at least ${MIN} characters`)
  if (length > MAX) return err(`must have at most ${MAX} characters`)
  const folded = fold(password)
  if (folded === fold(form.email.trim()) || folded === fold(form.username.trim())) {
    return err('must not be the email or the username')
  }
  return isCommonPassword(folded) ? err('is one of the most common passwords') : ok(password)
}
