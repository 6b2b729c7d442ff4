import type { Context } from 'hono'
import { parse, serialize } from 'hono/utils/cookie'
import type { AccessToken, LoggedIn } from '../../application/accounts/log-in.ts'
import { json, noContent } from './responses.ts'

type Tokens = AccessToken & Partial<LoggedIn>

// `__Secure-` requires TLS; `__Host-` also binds to this host and Path=/ (RFC 6265bis, section 4.1.3).
const ACCESS = '__Host-kiosk_access'
const CSRF = '__Host-kiosk_csrf'
/** Sent to /token only; `__Host-` would require Path=/. */
const REFRESH = '__Secure-kiosk_refresh'

const cookie = (name: string, value: string, maxAge = 0): string =>
  serialize(name, value, {
    path: name === REFRESH ? '/token' : '/',
    httpOnly: name !== CSRF,
    secure: true,
    sameSite: 'Lax',
    maxAge,
  })

const cookieOf = (c: Context, name: string): string | undefined => parse(c.req.header('Cookie') ?? '', name)[name]

export const accessCookie = (c: Context): string | undefined => cookieOf(c, ACCESS)
export const refreshCookie = (c: Context): string | undefined => cookieOf(c, REFRESH)

/** A log-in's tokens, or an access token alone; in cookies, where no script can read them. */
export const sendTokens = (c: Context, tokens: Tokens, inCookies: boolean = c.get('isByCookie')): Response => {
  const { token, expiresIn: expires_in, csrfToken, refreshToken: refresh_token } = tokens
  const { refreshExpiresIn: refresh_expires_in } = tokens
  if (!inCookies) return json(c, { token, expires_in, refresh_token, refresh_expires_in })
  const cookies = [cookie(ACCESS, token, expires_in)]
  if (refresh_token !== undefined) {
    cookies.push(cookie(REFRESH, refresh_token, refresh_expires_in), cookie(CSRF, csrfToken(), refresh_expires_in))
  }
  c.set('cookies', cookies)
  return json(c, { expires_in, refresh_expires_in })
}

export const sendLoggedOut = (c: Context): Response => {
  const cookies = [ACCESS, REFRESH, CSRF].map((name) => cookie(name, '', 0))
  if (c.get('isByCookie')) c.set('cookies', cookies)
  return noContent(c)
}
