import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { httpApp } from '../../../src/adapters/http/app.ts'
import { anyone, isGuard } from '../../../src/adapters/http/middleware/guards.ts'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { kiosk } from '../../../src/bootstrap/kiosk.ts'

type Route = ReturnType<typeof httpApp>['routes'][number]

/** The routes whose first handler is no guard; what stands in front of all of them is no route. */
const unguarded = (routes: readonly Pick<Route, 'method' | 'path' | 'handler'>[]): readonly string[] => {
  const first = new Map<string, Route['handler']>()
  for (const { method, path, handler } of routes) {
    const route = `${method} ${path}`
    if (route !== 'ALL /*' && !first.has(route)) first.set(route, handler)
  }
  return [...first].filter(([, handler]) => !isGuard(handler)).map(([route]) => route)
}

describe('every route', () => {
  const passwords = { hash: async (password: string) => password, verify: async () => 'no' as const }
  const settings = { jwtSecret: undefined, currency: 'EUR', trustProxy: 0 }
  const { app } = kiosk(settings, { store: memoryStore(), passwords, log: () => undefined })

  it('says first of all who may ask', () => {
    expect(app.routes.filter(({ method }) => method !== 'ALL').length).toBeGreaterThan(14)
    expect(unguarded(app.routes)).toEqual([])
  })

  it('that does not is found, wherever it is', () => {
    const inner = new Hono()
      .get('/inner', (c) => c.text('open to all'))
      .get('/fine', anyone, (c) => c.text('so is this'))
    const late = new Hono()
      .use((_, next) => next())
      .get(
        '/late',
        (_, next) => next(),
        anyone,
        (c) => c.text('the guard comes late'),
      )
      .post('/fine', anyone, (c) => c.text('only the other method'))
      .delete('/fine', (c) => c.text('is guarded'))
      .route('/', inner)
    expect(unguarded(late.routes)).toEqual(['GET /late', 'DELETE /fine', 'GET /inner'])
  })
})
