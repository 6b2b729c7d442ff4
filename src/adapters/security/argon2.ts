import { hash, verify } from '@node-rs/argon2'
import type { PasswordHasher } from '../../application/ports/security.ts'
import { type Bounds, type PasswordAlgorithm, phcPasswords } from './passwords.ts'
import { scrypt } from './scrypt.ts'

/** OWASP Password Storage Cheat Sheet, first choice: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const argon2id: PasswordAlgorithm = {
  prefix: '$argon2id$',
  current: `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`,
  hash: (password) => hash(password, parameters),
  verify: (phc, password) => verify(phc, password),
}

export const argon2Passwords = (bounds: Bounds): PasswordHasher => phcPasswords([argon2id, scrypt], bounds)
