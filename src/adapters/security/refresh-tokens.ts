import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { RefreshTokens } from '../../application/ports/security.ts'

/** Hashed without salt or cost: 256 random bits cannot be guessed. */
export const refreshTokens: RefreshTokens = {
  random: () => randomBytes(32).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('base64url'),
  successor: (token, nonce) => createHmac('sha256', token).update(nonce).digest('base64url'),
}
