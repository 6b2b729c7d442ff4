import { Buffer } from 'node:buffer'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { decode } from 'hono/jwt'
import { z } from 'zod'
import type { Tokens } from '../../application/ports/security.ts'
import type { Clock, Ids } from '../../application/ports/system.ts'
import type { Lifetimes } from '../../domain/accounts/session.ts'
import { roles } from '../../domain/accounts/user.ts'

const PARTIES = { iss: 'kiosk', aud: 'kiosk' }
const TYPE = 'access'
/** The issuer's clock may be ahead. */
const CLOCK_TOLERANCE_S = 30

const sub = z.string().regex(/^[1-9]\d{0,14}$/)
const sid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const accessClaims = z.object({
  ...{ iss: z.literal(PARTIES.iss), aud: z.literal(PARTIES.aud), type: z.literal(TYPE), sub, sid },
  ...{ jti: z.string().min(1), role: z.enum(roles), iat: z.number(), exp: z.number(), fresh: z.number() },
  password_change_required: z.literal(true).optional(),
})

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('base64url')

const HEADER = { alg: 'HS256', typ: 'JWT' }
/** Of the version before keys had ids. */
const PLAIN_HEADER = encoded(HEADER)
const FORM = /^([\w-]+)\.([\w-]+)\.([\w-]{43})$/

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

/** Its id (RFC 7515, section 4.1.4) tells nothing of a secret. */
const keyOf = (secret: string) => ({ secret, header: encoded({ ...HEADER, kid: hmac(secret, 'kid').slice(0, 11) }) })

/**
 * RFC 7519, HMAC SHA-256. The first secret signs; all verify, so that one can take the place of another. Signed here: hono
 * does it in an asynchronous job of WebCrypto, which costs many times the HMAC itself. Whatever differs from what is issued
 * is refused: another header, another spelling of the signature.
 */
export const jwtTokens = (
  [secret, ...accepted]: readonly [string, ...string[]],
  clock: Clock,
  ids: Ids,
  { accessTokenMs }: Pick<Lifetimes, 'accessTokenMs'>,
): Tokens => {
  const lifetimeS = Math.floor(accessTokenMs / 1_000)
  const seconds = (ms: number) => Math.floor(ms / 1_000)

  const signing = keyOf(secret)
  const keys = [signing, ...accepted.map(keyOf)]
  /** The signed double submit of OWASP's CSRF Prevention Cheat Sheet. A JWT never begins with `csrf `. */
  const csrfToken = (sessionId: string, key = signing): string => hmac(key.secret, `csrf ${sessionId}`)

  return {
    issue: async ({ userId, role, sessionId, freshAt, mustChangePassword, until }) => {
      const iat = seconds(clock.now())
      const exp = Math.min(iat + lifetimeS, seconds(until))
      const times = { iat, exp, fresh: seconds(freshAt) }
      const session = { sid: sessionId, role, ...(mustChangePassword ? { password_change_required: true } : {}) }
      const claims = { ...PARTIES, sub: String(userId), jti: ids.next(), type: TYPE, ...session, ...times }
      const content = `${signing.header}.${encoded(claims)}`
      return {
        token: `${content}.${hmac(secret, content)}`,
        expiresIn: exp - iat,
        csrfToken: () => csrfToken(sessionId),
      }
    },
    verify: async (token) => {
      const [, header = '', claims = '', given = ''] = FORM.exec(token) ?? []
      const candidates = keys.filter((key) => [key.header, PLAIN_HEADER].includes(header))
      const isSigned = candidates.some((key) => isSame(given, hmac(key.secret, `${header}.${claims}`)))
      if (!isSigned) return undefined
      const parsed = accessClaims.safeParse(payloadOf(token))
      if (!parsed.success) return undefined
      const { sub, role, sid: sessionId, iat, exp, fresh, password_change_required } = parsed.data
      const now = seconds(clock.now())
      if (exp <= now || exp - iat > lifetimeS || Math.max(iat, fresh) > now + CLOCK_TOLERANCE_S) return undefined
      const mustChangePassword = password_change_required === true
      return { userId: Number(sub), role, sessionId, freshAt: fresh * 1_000, mustChangePassword }
    },
    isCsrfToken: (text = '', sessionId) => keys.some((key) => isSame(text, csrfToken(sessionId, key))),
  }
}
