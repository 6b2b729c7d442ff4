import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { anyone, isGuard } from '../../../src/adapters/http/middleware/guards.ts'
import { type Kiosk, openKiosk } from '../../support/kiosk.ts'

type Route = Kiosk['app']['routes'][number]

/** The routes whose first handler is not a guard; middleware of the whole app is no route. */
const unguarded = (routes: readonly Pick<Route, 'method' | 'path' | 'handler'>[]): readonly string[] => {
  const first = new Map<string, Route['handler']>()
  for (const { method, path, handler } of routes) {
    const route = `${method} ${path}`
    if (route !== 'ALL /*' && !first.has(route)) first.set(route, handler)
  }
  return [...first].filter(([, handler]) => !isGuard(handler)).map(([route]) => route)
}

it('begins every route with a guard', () => {
  expect(unguarded(openKiosk().app.routes)).toEqual([])
})

it('finds a route without a guard, also among routes that have one', () => {
  const inner = new Hono().get('/inner', (c) => c.text('')).get('/fine', anyone, (c) => c.text(''))
  const app = new Hono()
    .use((_, next) => next())
    .get(
      '/late',
      (_, next) => next(),
      anyone,
      (c) => c.text(''),
    )
    .post('/fine', anyone, (c) => c.text(''))
    .delete('/fine', (c) => c.text(''))
    .route('/', inner)
  expect(unguarded(app.routes)).toEqual(['GET /late', 'DELETE /fine', 'GET /inner'])
})
