import { hash, verify } from '@node-rs/argon2'
import type { PasswordAlgorithm } from './phc-passwords.ts'

/** OWASP Password Storage Cheat Sheet, argon2id (the library's default), first choice: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const argon2id: PasswordAlgorithm = {
  prefix: '$argon2id$',
  current: '$argon2id$v=19$m=19456,t=2,p=1$',
  hash: (password) => hash(password, parameters),
  verify: (phc, password) => verify(phc, password),
}
