import { argon2Passwords } from '../../src/adapters/security/argon2-passwords.ts'
import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import { ids } from './given.ts'
import { hold } from './hold.ts'
import { passwordsContract } from './passwords.ts'
import { tokensContract } from './tokens.ts'

hold({ passwords: passwordsContract }, () => ({ passwords: argon2Passwords }))
hold({ tokens: tokensContract }, () => ({ tokens: (secret, clock) => jwtTokens(secret, clock, ids) }))
