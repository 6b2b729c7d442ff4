import type { PasswordHasher } from '../../application/ports/password-hasher.ts'
import { phcPasswords } from './phc-passwords.ts'
import { scrypt } from './scrypt.ts'

/** scrypt alone, for workerd, which loads no native code and so has no argon2id; each hash at work takes 16 MiB. */
export const scryptPasswords = (concurrency: number, queue?: number): PasswordHasher =>
  phcPasswords([scrypt], { concurrency, ...(queue === undefined ? {} : { queue }) })
