import { createMiddleware } from 'hono/factory'
import type { HttpEnvironment } from '../environment.ts'
import { respond } from '../responses.ts'

const TLS = { 'Strict-Transport-Security': 'max-age=15552000' }

/** RFC 6797: over TLS alone, which a trusted proxy ends. What runs on subdomains is not the shop's. */
export const strictTransport = createMiddleware<HttpEnvironment>((c, next) => {
  if (/^https *(?:,|$)/i.test(c.req.header('X-Forwarded-Proto') ?? '')) c.set('forBrowsers', TLS)
  return next()
})

// SameSite=Lax: only same-site origins send cookies.
const READABLE = {
  'Access-Control-Allow-Credentials': 'true',
  'Access-Control-Expose-Headers': 'ETag, Link, Location, Retry-After, X-Request-Id, Idempotent-Replayed',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Cart-Token, X-CSRF-Token',
  // The longest that Chromium keeps one.
  'Access-Control-Max-Age': '7200',
}

/** CORS (https://fetch.spec.whatwg.org/#http-cors-protocol). hono's own also answers other origins with headers. */
export const cors = (origins: readonly string[]) =>
  createMiddleware<HttpEnvironment>((c, next) => {
    const origin = origins.find((listed) => listed === c.req.header('Origin'))
    const readable = origin && { 'Access-Control-Allow-Origin': origin, ...READABLE }
    c.set('forBrowsers', { ...c.get('forBrowsers'), Vary: 'Origin', ...readable })
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined
    return origin && isPreflight ? Promise.resolve(respond(c, 204, null, PREFLIGHT)) : next()
  })
