import { Hono } from 'hono'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Meter } from '../../application/ports/meter.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const SIZES = [1, 2, 4, 8, 16, 32, 64]

/** A meter, and the page on which Prometheus reads it: `GET /metrics`, for a port of its own that no customer reaches. */
export const prometheus = () => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const own = { registers: [registry] }

  const requests = new Histogram({
    ...own,
    name: 'kiosk_http_request_duration_seconds',
    help: 'How long requests took, by method, route template and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
  })
  const inFlight = new Gauge({ ...own, name: 'kiosk_http_requests_in_flight', help: 'Requests being answered.' })
  const checkouts = new Counter({
    ...own,
    name: 'kiosk_checkouts_total',
    help: 'Purchases, by what they came to.',
    labelNames: ['result'],
  })
  const groups = new Histogram({
    ...own,
    name: 'kiosk_group_size',
    help: 'Commands settled in one transaction.',
    labelNames: ['kind'],
    buckets: SIZES,
  })
  const retries = new Counter({
    ...own,
    name: 'kiosk_retries_total',
    help: 'Groups and units of work that were begun again.',
    labelNames: ['what'],
  })
  const inUse = new Gauge({ ...own, name: 'kiosk_pool_in_use', help: 'Database connections at work.' })
  const waiting = new Gauge({ ...own, name: 'kiosk_pool_waiting', help: 'Who waits for a database connection.' })
  let readPool = () => ({ inUse: 0, waiting: 0 })

  const meter: Meter = {
    groupSettled: (kind, size) => groups.observe({ kind }, size),
    checkedOut: (result) => checkouts.inc({ result }),
    retried: (what) => retries.inc({ what }),
    requestBegan: () => inFlight.inc(),
    requestEnded: (method, route, status, seconds) => {
      inFlight.dec()
      requests.observe({ method, route, status }, seconds)
    },
    watchPool: (read) => {
      readPool = read
    },
  }

  const app = new Hono().get('/metrics', async (c) => {
    const pool = readPool()
    inUse.set(pool.inUse)
    waiting.set(pool.waiting)
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  })
  return { meter, app }
}
