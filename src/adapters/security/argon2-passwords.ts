import { hash, verify } from '@node-rs/argon2'
import type { PasswordHasher } from '../../application/ports/password-hasher.ts'
import { Unavailable } from '../../application/ports/unavailable.ts'
import { normalPassword } from '../../domain/password.ts'

/** OWASP Password Storage Cheat Sheet, argon2id (the library's default), first choice: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$'
/** What the old application kept: a bare SHA-256 in hex. */
const LEGACY = /^[0-9a-f]{64}$/i

const sha256Hex = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * argon2id as PHC strings. At most `concurrency` hashes run at once and `queue` wait, each of them 19 MiB; more are
 * refused as `Unavailable`, so that a flood of logins takes neither the memory nor the time of the others.
 */
export const argon2Passwords = (concurrency: number, queue = 128): PasswordHasher => {
  const bounded = limiter(concurrency, queue)
  // Stands in for the hash of a user who does not exist, and for the work a legacy digest spares.
  const nobody = hash('nobody has this password', parameters)
  const matches = (phc: string, password: string) => bounded(() => verify(phc, normalPassword(password)))

  return {
    hash: (password) => bounded(() => hash(normalPassword(password), parameters)),
    verify: async (password, kept) => {
      if (kept === undefined || LEGACY.test(kept)) {
        await matches(await nobody, password)
        return kept !== undefined && (await sha256Hex(password)) === kept.toLowerCase() ? 'outdated' : 'no'
      }
      if (!(await matches(kept, password))) return 'no'
      return kept.startsWith(CURRENT) ? 'yes' : 'outdated'
    },
  }
}

const limiter = (concurrency: number, queue: number) => {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= concurrency) {
      if (waiting.length >= queue) throw new Unavailable('too many passwords are being hashed', 'away')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await task()
    } finally {
      // The place goes straight to who waits longest; `running` only falls when no one does.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
