import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { HttpEnvironment, Log, RequestMeter } from '../environment.ts'

const REQUEST_ID = /^[\w=-]{1,255}$/

/** Gives a request its id and logs the route's template: nothing of the path or query gets into the log. */
export const observe = (log: Log, trustProxy: number, meter: RequestMeter | undefined) =>
  createMiddleware<HttpEnvironment>(async (c, next) => {
    const start = performance.now()
    const given = c.req.header('X-Request-Id')
    const requestId = given !== undefined && REQUEST_ID.test(given) ? given : crypto.randomUUID()
    c.set('requestId', requestId)
    meter?.began()
    await next()
    const ms = performance.now() - start
    const seen = { method: c.req.method, route: routePath(c, -1), status: c.res.status }
    meter?.ended(seen.method, seen.route, seen.status, ms / 1_000)
    const user_id = c.get('principal')?.userId
    // `env` is undefined where the host hands over the request alone, as `app.request` does.
    const client = trustProxy === 0 ? c.env?.peer : outermost(c.req.header('X-Forwarded-For'), trustProxy, c.env?.peer)
    log('info', 'request', { request_id: requestId, user_id, client, ...seen, ms: Math.round(ms * 10) / 10 })
  })

/** Each proxy appends its peer, so only the last `hops` entries can be trusted. */
const outermost = (forwardedFor: string | undefined, hops: number, peer: string | undefined): string | undefined =>
  forwardedFor?.split(',').at(-hops)?.trim() || peer
