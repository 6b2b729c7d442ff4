import { argon2Passwords } from '../../src/adapters/security/argon2.ts'
import { scryptPasswords } from '../../src/adapters/security/scrypt.ts'
import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import { DEFAULT_LIFETIMES } from '../../src/domain/accounts/session.ts'
import { ids } from './given.ts'
import { argon2idContract, scryptContract } from './password-algorithms.ts'
import { passwordsContract } from './passwords.ts'
import { testContracts } from './test-contracts.ts'
import { tokensContract } from './tokens.ts'

testContracts({ passwords: passwordsContract, argon2id: argon2idContract }, () => ({
  passwords: (concurrency, queue) => argon2Passwords({ concurrency, queue }),
}))
// `passwordsContract` runs over scrypt on workerd, which uses it: here it would take ten seconds.
testContracts({ scrypt: scryptContract }, () => ({
  passwords: (concurrency, queue) => scryptPasswords({ concurrency, queue }),
}))
testContracts({ tokens: tokensContract }, () => ({
  tokens: (secrets, clock, accessTokenMs = DEFAULT_LIFETIMES.accessTokenMs) =>
    jwtTokens(secrets, clock, ids, { accessTokenMs }),
}))
