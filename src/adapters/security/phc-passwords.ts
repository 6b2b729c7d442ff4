import type { PasswordHasher } from '../../application/ports/password-hasher.ts'
import { normalPassword } from '../../domain/password.ts'
import { limiter } from './limiter.ts'

/** One way to hash passwords into PHC strings, which name it: `$argon2id$…`. */
export type PasswordAlgorithm = {
  /** How the hashes of this algorithm begin, whatever their parameters. */
  readonly prefix: string
  /** How its hashes begin with the parameters in use, up to the salt; others are outdated. */
  readonly current: string
  hash(password: string): Promise<string>
  verify(phc: string, password: string): Promise<boolean>
}

/** What the old application kept: a bare SHA-256 in hex. */
const LEGACY = /^[0-9a-f]{64}$/i

const sha256Hex = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Load = {
  readonly concurrency: number
  /** How many may wait; more are refused, so that a flood of logins takes neither memory nor time from the others. */
  readonly queue?: number
}

/** Hashes with the first algorithm, verifies with whichever of them made the hash, and calls all others outdated. */
export const phcPasswords = (
  [first, ...others]: readonly [PasswordAlgorithm, ...PasswordAlgorithm[]],
  { concurrency, queue = 128 }: Load,
): PasswordHasher => {
  const bounded = limiter(concurrency, queue, 'too many passwords are being hashed')
  // Stands in for the hash of a user who does not exist, and for the work a legacy digest spares: a salt of 16 bytes and
  // a hash of 32, which no password has. Written and not made, because making it would cost the first who needs it double.
  const nobody = `${first.current}${'A'.repeat(22)}$${'A'.repeat(43)}`

  const matches = async (phc: string, password: string): Promise<boolean> => {
    const algorithm = [first, ...others].find(({ prefix }) => phc.startsWith(prefix))
    // Only the algorithm's name: a row that is no hash at all may be somebody's password.
    if (!algorithm) throw new Error(`no algorithm here verifies ${/^\$[a-z0-9-]{1,32}\$/.exec(phc)?.[0] ?? 'that'}`)
    return bounded(() => algorithm.verify(phc, normalPassword(password)))
  }

  return {
    hash: (password) => bounded(() => first.hash(normalPassword(password))),
    verify: async (password, kept) => {
      if (kept === undefined || LEGACY.test(kept)) {
        await matches(nobody, password)
        return kept !== undefined && (await sha256Hex(password)) === kept.toLowerCase() ? 'outdated' : 'no'
      }
      if (!(await matches(kept, password))) return 'no'
      return kept.startsWith(first.current) ? 'yes' : 'outdated'
    },
  }
}
