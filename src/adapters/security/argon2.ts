import { hash, verify } from '@node-rs/argon2'
import type { PasswordHasher } from '../../application/ports/security.ts'
import { type Bounds, type PasswordAlgorithm, phcPasswords } from './passwords.ts'
import { scrypt } from './scrypt.ts'

/** OWASP Password Storage Cheat Sheet, first choice: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Asks for less than 1 GiB. */
const MODEST = /^\$argon2id\$v=\d+\$m=\d{1,6},/

const falseIfNoHash = (reason: unknown): false => {
  if (reason instanceof Error && Reflect.get(reason, 'code') === 'InvalidArg') return false
  throw reason
}

const argon2id: PasswordAlgorithm = {
  prefix: '$argon2id$',
  current: `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`,
  hash: (password) => hash(password, parameters),
  verify: async (phc, password) => MODEST.test(phc) && verify(phc, password).catch(falseIfNoHash),
}

export const argon2Passwords = (bounds: Bounds): PasswordHasher => phcPasswords([argon2id, scrypt], bounds)
