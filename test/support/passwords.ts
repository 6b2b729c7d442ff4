import { hash, verify } from '@node-rs/argon2'
import { phcPasswords } from '../../src/adapters/security/passwords.ts'
import { scrypt } from '../../src/adapters/security/scrypt.ts'

/** The shop's own hasher at argon2id's lowest cost: the cost in production would be most of a test's time. */
export const cheapPasswords = phcPasswords(
  [
    {
      prefix: '$argon2id$',
      current: '$argon2id$v=19$m=8,t=1,p=1$',
      hash: (password) => hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 }),
      verify: (phc, password) => verify(phc, password),
    },
    scrypt,
  ],
  { concurrency: 2 },
)
