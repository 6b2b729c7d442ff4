import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { HttpEnvironment, Log, RequestMeter } from '../environment.ts'

const REQUEST_ID = /^[\w=-]{1,255}$/

const MAX_SHOWN = 200
/** A part of a text that the client chose, without what may be an email or a token. */
const shown = (text: string): string => text.slice(0, MAX_SHOWN).replaceAll(/[^/]*(?:@|%(?:25)*40|eyJ)[^/]*/g, '***')

/** Gives a request its id and logs who asked, from where, and what came of it; a path only at a 404, and never a query. */
export const observe = (log: Log, trustProxy: number, meter: RequestMeter | undefined) => {
  let warns = trustProxy === 0
  return createMiddleware<HttpEnvironment>(async (c, next) => {
    const start = performance.now()
    const given = c.req.header('X-Request-Id')
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : crypto.randomUUID()
    c.set('requestId', requestId)
    // `env` is undefined where the host hands over the request alone, as `app.request` does.
    const client = trustProxy === 0 ? c.env?.peer : outermost(c.req.header('X-Forwarded-For'), trustProxy, c.env?.peer)
    c.set('client', client)
    if (warns && !c.env?.isEdge && c.req.header('X-Forwarded-For') !== undefined) {
      warns = false
      const next = 'set TRUST_PROXY to the number of proxies, or all customers share the limits of one address'
      log('warn', 'proxy_not_trusted', { request_id: requestId, client, next })
    }
    meter?.began()
    await next()
    const ms = performance.now() - start
    const seen = { method: c.req.method, route: routePath(c, -1), status: c.res.status }
    meter?.ended(seen.method, seen.route, seen.status, ms / 1_000)
    const path = seen.status === 404 ? shown(c.req.path) : undefined
    const outcome = { ...seen, path, code: c.get('code'), ms: Math.round(ms * 10) / 10 }
    log('info', 'request', { request_id: requestId, user_id: c.get('userId'), client, ...outcome })
  })
}

/** Each proxy appends its peer, so only the last `hops` entries can be trusted. */
const outermost = (forwardedFor: string | undefined, hops: number, peer: string | undefined): string | undefined =>
  shown(forwardedFor?.split(',').at(-hops)?.trim() ?? '') || peer
