import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Meter } from '../../application/ports/meter.ts'
import type { HttpEnvironment } from './environment.ts'

/** Tells the meter of every request, by its route's template. */
export const requestMeter = (meter: Meter) =>
  createMiddleware<HttpEnvironment>(async (c, next) => {
    const start = performance.now()
    meter.requestBegan()
    await next()
    meter.requestEnded(c.req.method, routePath(c, -1), c.res.status, (performance.now() - start) / 1_000)
  })
