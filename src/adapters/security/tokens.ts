import { decode, sign, verify } from 'hono/jwt'
import type { Tokens } from '../../application/ports/security.ts'
import type { Clock, Ids } from '../../application/ports/system.ts'
import { roles } from '../../domain/accounts/user.ts'

const PARTIES = { iss: 'kiosk', aud: 'kiosk' }
const USE = 'access'
const LIFETIME_S = 15 * 60
/** The issuer's clock may be ahead. */
const CLOCK_TOLERANCE_S = 30

/** RFC 7519, HMAC SHA-256. hono lets a token without `exp` pass, and `iat` has no tolerance: checked here. */
export const jwtTokens = (secret: string, clock: Clock, ids: Ids): Tokens => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  // hono would import a string again for every request.
  const key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign', 'verify'])
  const seconds = () => Math.floor(clock.now() / 1000)

  const payloadOf = async (token: string) => {
    // hono reads claims before the signature, and fails on null.
    const { payload }: { payload: unknown } = decode(token)
    if (typeof payload !== 'object' || payload === null) return undefined
    return verify(token, await key, { ...PARTIES, alg: 'HS256', iat: false, exp: false })
  }

  return {
    issue: async ({ userId, role }) => {
      const iat = seconds()
      const claims = { ...PARTIES, sub: String(userId), iat, exp: iat + LIFETIME_S, jti: ids.next() }
      const token = await sign({ ...claims, use: USE, role }, await key, 'HS256')
      return { token, expiresIn: LIFETIME_S }
    },
    verify: async (token) => {
      const payload = await payloadOf(token).catch(undefinedIfInvalid)
      if (!payload) return undefined
      // The previous version's tokens have no role.
      const { sub, iat, exp, jti, use, role = 'customer' } = payload
      const now = seconds()
      const inTime = typeof exp === 'number' && exp > now && typeof iat === 'number' && iat <= now + CLOCK_TOLERANCE_S
      const named = typeof jti === 'string' && jti !== '' && use === USE
      if (!inTime || !named || typeof sub !== 'string' || !/^[1-9]\d{0,14}$/.test(sub)) return undefined
      const known = roles.find((each) => each === role)
      return known && { userId: Number(sub), role: known }
    },
  }
}

/** hono throws its own errors for a bad token; anything else is a defect. */
const undefinedIfInvalid = (reason: unknown): undefined => {
  if (reason instanceof Error && reason.name.startsWith('Jwt')) return undefined
  throw reason
}
