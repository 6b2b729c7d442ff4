import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Shop } from '../../application/shop.ts'
import { Unavailable } from '../../application/unavailable.ts'
import type { HttpContext, HttpEnvironment, Log, RequestMeter } from './environment.ts'
import { cors, strictTransport } from './middleware/browsers.ts'
import { observe } from './middleware/observe.ts'
import { limitBody, noQuery } from './middleware/validate.ts'
import { refuse } from './problems.ts'
import { json } from './responses.ts'
import { accountRoutes } from './routes/accounts.ts'
import { administrationRoutes } from './routes/administration/administration.ts'
import { shoppingRoutes } from './routes/shopping.ts'

type Options = {
  readonly shop: Shop
  readonly ready: () => Promise<void>
  readonly log: Log
  readonly currency: string
  readonly trustProxy: number
  readonly corsOrigins: readonly string[]
  readonly meter: RequestMeter | undefined
}

export const httpApp = ({ shop, ready, log, currency, trustProxy, corsOrigins, meter }: Options) => {
  const app = new Hono<HttpEnvironment>().use(observe(log, trustProxy, meter))
  if (trustProxy > 0) app.use(strictTransport)
  if (corsOrigins.length > 0) app.use(cors(corsOrigins))
  app.use(limitBody)
  app.get('/livez', noQuery, (c) => json(c, { status: 'alive' }))
  app.get('/readyz', noQuery, (c) => ready().then(() => json(c, { status: 'ready' })))
  app.route('/', accountRoutes(shop, log))
  app.route('/', shoppingRoutes(shop, currency))
  app.route('/', administrationRoutes(shop, currency, log))
  app.notFound((c) => {
    const allow = allowedMethods(app, c.req.path)
    return refuse(c, allow === '' ? { type: 'route_not_found' } : { type: 'method_not_allowed', allow })
  })
  app.onError((error, c) => answerError(log, error, c))
  return app
}

const answerError = (log: Log, error: Error, c: HttpContext): Response => {
  const request_id = c.get('requestId')
  if (error instanceof Unavailable) {
    const { message: reason, outcome, retryable } = error
    log('warn', 'unavailable', { request_id, reason, outcome, retryable })
    return refuse(c, { type: outcome === 'unknown' ? 'outcome_unknown' : 'unavailable' })
  }
  if (error instanceof HTTPException && error.status === 400) return refuse(c, { type: 'malformed_json' })
  const details = { request_id, error: error.stack ?? String(error) }
  if (isClientGone(error, c.req.raw.signal)) {
    log('info', 'client_gone', details)
    return refuse(c, { type: 'malformed_json' })
  }
  log('error', 'internal_error', details)
  return refuse(c, { type: 'internal_error' })
}

/** Reading a body whose sender is gone throws this. */
const isClientGone = (error: Error, signal: AbortSignal): boolean =>
  signal.aborted &&
  (error === signal.reason || error.name === 'AbortError' || ('code' in error && error.code === 'ECONNRESET'))

/** The value of `Allow` for this path; empty when no route matches. */
const allowedMethods = ({ router }: Hono<HttpEnvironment>, path: string): string => {
  const takes = (method: string) => router.match(method, path)[0].some(([[, route]]) => route.method === method)
  return ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']
    .filter((method) => takes(method.replace('HEAD', 'GET')))
    .join(', ')
}
