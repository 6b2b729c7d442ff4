import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Digest, RefreshTokens } from '../../application/ports/security.ts'

export const sha256: Digest = (text) => createHash('sha256').update(text).digest('base64url')

/** Hashed without salt or cost: 256 random bits cannot be guessed. */
export const refreshTokens: RefreshTokens = {
  random: () => randomBytes(32).toString('base64url'),
  hash: sha256,
  successor: (token, nonce) => createHmac('sha256', token).update(nonce).digest('base64url'),
}
