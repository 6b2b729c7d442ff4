import { createHash } from 'node:crypto'
import { limited } from '../../application/limited.ts'
import type { PasswordHasher } from '../../application/ports/security.ts'
import { normalizePassword } from '../../domain/accounts/password.ts'

/** Hashes into PHC strings, which begin with its name: `$argon2id$…`. */
export type PasswordAlgorithm = {
  /** How its hashes begin. */
  readonly prefix: string
  /** How they begin with the parameters in use: others are outdated. */
  readonly current: string
  hash(password: string): Promise<string>
  /** False, too, for a text that is no hash. */
  verify(phc: string, password: string): Promise<boolean>
}

/** What the old application kept: a bare SHA-256 in hex. */
const LEGACY = /^[0-9a-f]{64}$/i
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** How many hashes may run and wait: a flood of logins takes no memory from others. */
export type Bounds = { readonly concurrency: number; readonly queue?: number }

type Algorithms = readonly [PasswordAlgorithm, ...PasswordAlgorithm[]]

/** Hashes with the first algorithm; hashes of all others are outdated. */
export const phcPasswords = ([first, ...others]: Algorithms, { concurrency, queue = 128 }: Bounds): PasswordHasher => {
  const bounded = limited({ concurrency, queue, refusal: 'too many passwords are being hashed' })
  // Verified for an unknown user or algorithm, and for a legacy digest to cost as much. No password matches it.
  // A constant: computing it would make the first verification cost twice as much.
  const dummyHash = `${first.current}${'A'.repeat(22)}$${'A'.repeat(43)}`

  return {
    hash: (password) => bounded(() => first.hash(normalizePassword(password))),
    verify: async (password, kept = '') => {
      const known = [first, ...others].find(({ prefix }) => kept.startsWith(prefix))
      const algorithm = known ?? first
      const matches = await bounded(() => algorithm.verify(known ? kept : dummyHash, normalizePassword(password)))
      if (LEGACY.test(kept)) return sha256Hex(password) === kept.toLowerCase() ? 'outdated' : 'no'
      if (!known || !matches) return 'no'
      return kept.startsWith(first.current) ? 'yes' : 'outdated'
    },
  }
}
