import { argon2Passwords } from '../../src/adapters/security/argon2.ts'
import { scryptPasswords } from '../../src/adapters/security/scrypt.ts'
import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import { ids } from './given.ts'
import { hold } from './hold.ts'
import { argon2idContract, scryptContract } from './password-algorithms.ts'
import { passwordsContract } from './passwords.ts'
import { tokensContract } from './tokens.ts'

hold({ passwords: passwordsContract, argon2id: argon2idContract }, () => ({
  passwords: (concurrency, queue) => argon2Passwords({ concurrency, queue }),
}))
// The other promises of passwords are held for scrypt where it is used, on workerd: they would take ten seconds here.
hold({ scrypt: scryptContract }, () => ({ passwords: (concurrency, queue) => scryptPasswords({ concurrency, queue }) }))
hold({ tokens: tokensContract }, () => ({ tokens: (secret, clock) => jwtTokens(secret, clock, ids) }))
