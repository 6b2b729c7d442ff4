import type { PasswordHasher } from '../../application/ports/password-hasher.ts'
import { argon2id } from './argon2id.ts'
import { phcPasswords } from './phc-passwords.ts'
import { scrypt } from './scrypt.ts'

/** argon2id, and whatever hashes a shop on another runtime may have left; each hash at work takes 19 MiB. */
export const argon2Passwords = (concurrency: number, queue?: number): PasswordHasher =>
  phcPasswords([argon2id, scrypt], { concurrency, ...(queue === undefined ? {} : { queue }) })
