import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Log } from '../../application/ports/log.ts'
import { type Meter, noMeter } from '../../application/ports/meter.ts'
import { Unavailable } from '../../application/ports/unavailable.ts'
import type { Shop } from '../../application/shop.ts'
import { allowedMethods } from './allowed-methods.ts'
import type { HttpEnvironment } from './environment.ts'
import { refuse } from './problem.ts'
import { requestLog } from './request-log.ts'
import { requestMeter } from './request-meter.ts'
import { routes } from './routes.ts'

export const MAX_BODY = 64 * 1024

/** `trustProxy` is how many proxies in front of the shop are ours. */
type Options = {
  readonly shop: Shop
  readonly log: Log
  readonly currency: string
  readonly trustProxy?: number
  readonly meter?: Meter
}

/** The shop over HTTP: what holds for every request, around the routes. */
export const httpApp = ({ shop, log, currency, trustProxy = 0, meter = noMeter }: Options): Hono<HttpEnvironment> => {
  const app = new Hono<HttpEnvironment>()
  app.use(requestId())
  app.use(requestLog(log, trustProxy))
  app.use(requestMeter(meter))
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      xFrameOptions: 'DENY',
    }),
  )
  app.use(async (c, next) => {
    await next()
    // Everything is personal unless its route says otherwise.
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
  })
  app.use(bodyLimit({ maxSize: MAX_BODY, onError: (c) => refuse(c, { type: 'body_too_large' }) }))
  app.route('/', routes(shop, currency))

  app.notFound((c) => {
    const allow = allowedMethods(app.routes, c.req.path)
    return refuse(c, allow === '' ? { type: 'route_not_found' } : { type: 'method_not_allowed', allow })
  })
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status === 400) return refuse(c, { type: 'malformed_json' })
    if (error instanceof Unavailable) {
      log.warn('unavailable', { request_id: c.get('requestId'), reason: error.message, outage: error.outage })
      return refuse(c, { type: error.outage === 'unknown' ? 'outcome_unknown' : 'unavailable' })
    }
    if (error.name === BODY_TAKEN) {
      log.info('body_taken', { request_id: c.get('requestId'), error: error.stack ?? String(error) })
      return refuse(c, { type: 'unavailable' })
    }
    if (hungUp(error, c.req.raw.signal)) {
      // Whoever asked hung up in the middle of the body, or broke its chunks: no fault of ours, and nobody to tell.
      log.info('client_gone', { request_id: c.get('requestId'), error: error.stack ?? String(error) })
      return refuse(c, { type: 'malformed_json' })
    }
    log.error('internal_error', { request_id: c.get('requestId'), error: error.stack ?? String(error) })
    return refuse(c, { type: 'internal_error' })
  })
  return app
}

/** What reading the rest of a request throws under `deno serve`, which takes that away when it is told to stop. */
const BODY_TAKEN = 'BadResource'

/** What reading the rest of a request throws when its sender is gone; a defect that comes to light then is still one. */
const hungUp = (error: Error, signal: AbortSignal): boolean =>
  signal.aborted &&
  (error === signal.reason || error.name === 'AbortError' || ('code' in error && error.code === 'ECONNRESET'))
