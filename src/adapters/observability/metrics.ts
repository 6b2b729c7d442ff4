import { Hono } from 'hono'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The metrics, and the page where Prometheus reads them, for a port of its own. */
export const prometheus = () => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const metric = (name: string, help: string) => ({ registers: [registry], name: `kiosk_${name}`, help })

  const requests = new Histogram({
    ...metric('http_request_duration_seconds', 'How long requests took, by method, route template and status.'),
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
  const batches = new Histogram({
    ...metric('group_size', 'Commands in one transaction.'),
    labelNames: ['kind'],
    buckets: [1, 2, 4, 8, 16, 32, 64],
  })
  const checkouts = new Counter({ ...metric('checkouts_total', 'Purchases, by their result.'), labelNames: ['result'] })
  const retries = new Counter({ ...metric('retries_total', 'Units of work retried.'), labelNames: ['what'] })
  const events = new Counter({ ...metric('events_total', 'Events of the log, but requests.'), labelNames: ['event'] })
  const lost = new Counter(metric('log_lines_lost_total', 'Lines of the log that could not be written.'))
  const inFlight = new Gauge(metric('http_requests_in_flight', 'Requests being answered.'))
  const inUse = new Gauge(metric('pool_in_use', 'Database connections in use.'))
  const waiting = new Gauge(metric('pool_waiting', 'Callers that wait for a database connection.'))
  let load = () => ({ inUse: 0, waiting: 0 })
  const app = new Hono().get('/metrics', async (c) => {
    inUse.set(load().inUse)
    waiting.set(load().waiting)
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  })

  return {
    app,
    onBatch: (kind: string, size: number) => batches.observe({ kind }, size),
    checkedOut: (result: string) => checkouts.inc({ result }),
    onRetry: () => retries.inc({ what: 'unit_of_work' }),
    happened: (event: string) => events.inc({ event }),
    linesLost: (lines: number) => lost.inc(lines),
    requests: {
      began: () => inFlight.inc(),
      ended: (method: string, route: string, status: number, seconds: number) => {
        inFlight.dec()
        requests.observe({ method, route, status }, seconds)
      },
    },
    /** `read` is called on every scrape. */
    watchPool: (read: typeof load) => {
      load = read
    },
  }
}

export type Metrics = ReturnType<typeof prometheus>
