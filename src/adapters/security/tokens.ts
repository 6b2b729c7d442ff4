import { Buffer } from 'node:buffer'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { decode } from 'hono/jwt'
import { z } from 'zod'
import type { Tokens } from '../../application/ports/security.ts'
import type { Clock, Ids } from '../../application/ports/system.ts'
import { type Lifetimes, NO_SESSION } from '../../domain/accounts/session.ts'
import { roles } from '../../domain/accounts/user.ts'

const PARTIES = { iss: 'kiosk', aud: 'kiosk' }
const TYPE = 'access'
/** The issuer's clock may be ahead. */
const CLOCK_TOLERANCE_S = 30
const PREVIOUS_LIFETIME_S = 15 * 60

const sub = z.string().regex(/^[1-9]\d{0,14}$/)
const sid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const parties = { iss: z.literal(PARTIES.iss), aud: z.literal(PARTIES.aud) }
const common = { ...parties, sub, jti: z.string().min(1), role: z.enum(roles), iat: z.number(), exp: z.number() }
const currentClaims = z.object({
  ...{ ...common, type: z.literal(TYPE), sid, fresh: z.number() },
  password_change_required: z.literal(true).optional(),
})
/** Without a session; each was issued at a log-in. */
const previousClaims = z
  .object({ ...common, use: z.literal(TYPE), type: z.undefined().optional(), sid: z.undefined().optional() })
  .transform((claims) => ({ ...claims, sid: NO_SESSION, fresh: claims.iat, password_change_required: undefined }))
const accessClaims = z.union([currentClaims, previousClaims])

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const HEADER = encoded({ alg: 'HS256', typ: 'JWT' })
const FORM = new RegExp(`^(${HEADER}\\.[\\w-]+)\\.([\\w-]{43})$`)

const isSame = (given: string, own: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(own)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** A correctly signed payload may still not be JSON. */
const payloadOf = (token: string): unknown => {
  try {
    return decode(token).payload
  } catch {
    return undefined
  }
}

/**
 * RFC 7519, HMAC SHA-256. Signed here: hono does it in an asynchronous job of WebCrypto, which costs many times the HMAC
 * itself. Whatever differs from what is issued is refused: another header, another spelling of the signature.
 */
export const jwtTokens = (
  secret: string,
  clock: Clock,
  ids: Ids,
  { accessTokenMs }: Pick<Lifetimes, 'accessTokenMs'>,
): Tokens => {
  const lifetimeS = Math.floor(accessTokenMs / 1_000)
  const seconds = (ms: number) => Math.floor(ms / 1_000)

  const signature = (content: string): string => createHmac('sha256', secret).update(content).digest('base64url')
  /** The signed double submit of OWASP's CSRF Prevention Cheat Sheet. A JWT never begins with `csrf `. */
  const csrfToken = (sessionId: string): string => signature(`csrf ${sessionId}`)

  return {
    issue: async ({ userId, role, sessionId, freshAt, mustChangePassword, until }) => {
      const iat = seconds(clock.now())
      const exp = Math.min(iat + lifetimeS, seconds(until))
      const times = { iat, exp, fresh: seconds(freshAt) }
      const session = { sid: sessionId, role, ...(mustChangePassword ? { password_change_required: true } : {}) }
      // The previous version, which may run beside this one, looks for `use`.
      const claims = { ...PARTIES, sub: String(userId), jti: ids.next(), type: TYPE, use: TYPE, ...session, ...times }
      const content = `${HEADER}.${encoded(claims)}`
      return { token: `${content}.${signature(content)}`, expiresIn: exp - iat, csrfToken: () => csrfToken(sessionId) }
    },
    verify: async (token) => {
      const [, content, given = ''] = FORM.exec(token) ?? []
      if (content === undefined || !isSame(given, signature(content))) return undefined
      const parsed = accessClaims.safeParse(payloadOf(token))
      if (!parsed.success) return undefined
      const { sub, role, sid: sessionId, iat, exp, fresh, password_change_required } = parsed.data
      const now = seconds(clock.now())
      const longestS = sessionId === NO_SESSION ? PREVIOUS_LIFETIME_S : lifetimeS
      if (exp <= now || exp - iat > longestS || Math.max(iat, fresh) > now + CLOCK_TOLERANCE_S) return undefined
      const mustChangePassword = password_change_required === true
      return { userId: Number(sub), role, sessionId, freshAt: fresh * 1_000, mustChangePassword }
    },
    isCsrfToken: (text = '', sessionId) => isSame(text, csrfToken(sessionId)),
  }
}
