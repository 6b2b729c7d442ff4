import { createHash } from 'node:crypto'
import { limited } from '../../application/limited.ts'
import type { PasswordHasher } from '../../application/ports/security.ts'
import { isDigest, normalizePassword } from '../../domain/accounts/password.ts'
import type { Origin } from '../../domain/accounts/throttling.ts'
import { fair } from './fair-queue.ts'

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

/** The prefix of a hash of a digest of the old application. */
const WRAPPED = 'sha256'
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** How many hashes may run and wait: a flood of logins takes no memory from others. */
export type Bounds = { readonly concurrency: number; readonly queue?: number }

type Algorithms = readonly [PasswordAlgorithm, ...PasswordAlgorithm[]]

/** Hashes with the first algorithm; hashes of all others are outdated. */
export const phcPasswords = ([first, ...others]: Algorithms, { concurrency, queue = 128 }: Bounds): PasswordHasher => {
  const bounded = limited({ concurrency, discipline: fair(queue), refusal: 'too many passwords are being hashed' })
  const keysOf = (origin: Origin | undefined) => (origin ? [`account ${origin.account}`, `from ${origin.network}`] : [])
  // Verified for an unknown user or algorithm, and for a legacy digest to cost as much. No password matches it.
  // A constant: computing it would make the first verification cost twice as much.
  const dummyHash = `${first.current}${'A'.repeat(22)}$${'A'.repeat(43)}`

  return {
    hash: (password, origin) => bounded(() => first.hash(normalizePassword(password)), keysOf(origin)),
    wrap: async (digest) => WRAPPED + (await bounded(() => first.hash(digest.toLowerCase()))),
    verify: async (password, kept = '', origin = undefined) => {
      const isWrapped = kept.startsWith(WRAPPED)
      const phc = isWrapped ? kept.slice(WRAPPED.length) : kept
      const known = [first, ...others].find(({ prefix }) => phc.startsWith(prefix))
      const secret = isWrapped ? sha256Hex(password) : normalizePassword(password)
      const verify = () => (known ?? first).verify(known ? phc : dummyHash, secret)
      const matches = await bounded(verify, keysOf(origin))
      if (isDigest(kept)) return sha256Hex(password) === kept.toLowerCase() ? 'outdated' : 'no'
      if (!known || !matches) return 'no'
      return kept.startsWith(first.current) ? 'yes' : 'outdated'
    },
  }
}
