import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Log } from '../../application/ports/log.ts'
import { clientAddress } from './client-address.ts'
import type { HttpEnvironment } from './environment.ts'

/** One event a request, with the route's template and not its path: no id, search word or token gets into the log. */
export const requestLog = (log: Log, trustProxy: number) =>
  createMiddleware<HttpEnvironment>(async (c, next) => {
    const start = performance.now()
    await next()
    log.info('request', {
      request_id: c.get('requestId'),
      user_id: c.get('userId'),
      // Whatever its type says, `env` is undefined where the host hands over the request alone: Bun, Deno, `app.request`.
      client: clientAddress(c.env?.peer, c.req.header('X-Forwarded-For'), trustProxy),
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: Math.round((performance.now() - start) * 10) / 10,
    })
  })
