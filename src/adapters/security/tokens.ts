import { decode, sign, verify } from 'hono/jwt'
import type { Clock } from '../../application/ports/clock.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Tokens } from '../../application/ports/tokens.ts'

const ISSUER = 'kiosk'
const AUDIENCE = 'kiosk'
const USE = 'access'
const LIFETIME = 15 * 60
/** How far, in seconds, the clock that issued a token may be ahead of the one that reads it. */
const TOLERANCE = 30

/**
 * Access tokens as JWT (RFC 7519) signed with HMAC SHA-256. `secret` is at least 32 bytes (RFC 7518, section 3.2).
 * Times are checked here against `clock`: hono's `verify` lets a token without `exp` pass and gives `iat` no tolerance.
 */
export const jwtTokens = (secret: string, clock: Clock, ids: Ids): Tokens => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  // Imported once: given a string, hono would import it again for every request.
  const key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign', 'verify'])
  const seconds = () => Math.floor(clock.now() / 1000)

  return {
    issue: async (userId) => {
      const iat = seconds()
      const claims = { iss: ISSUER, aud: AUDIENCE, sub: String(userId), iat, exp: iat + LIFETIME, jti: ids.next() }
      return { token: await sign({ ...claims, use: USE }, await key, 'HS256'), expiresIn: LIFETIME }
    },
    verify: async (token) => {
      const payload = await checked(token, await key).catch(asForged)
      if (!payload) return undefined
      const { sub, iat, exp, jti, use } = payload
      const now = seconds()
      const inTime = typeof exp === 'number' && exp > now && typeof iat === 'number' && iat <= now + TOLERANCE
      const named = typeof jti === 'string' && jti !== '' && use === USE
      return inTime && named && typeof sub === 'string' && /^[1-9]\d{0,14}$/.test(sub) ? Number(sub) : undefined
    },
  }
}

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const checked = async (token: string, key: Key) => {
  // hono reads claims before it has checked the signature, and fails on those that are no object.
  const { payload }: { payload: unknown } = decode(token)
  if (typeof payload !== 'object' || payload === null) return undefined
  return verify(token, key, { alg: 'HS256', iss: ISSUER, aud: AUDIENCE, iat: false, exp: false })
}

/** hono says that a token is not good by throwing one of its own errors; anything else is a defect and goes on. */
const asForged = (reason: unknown): undefined => {
  if (reason instanceof Error && reason.name.startsWith('Jwt')) return undefined
  throw reason
}
