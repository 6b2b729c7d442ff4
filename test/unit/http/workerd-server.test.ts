import { describe, expect, it } from 'vitest'
import type { App } from '../../../src/adapters/http/servers/server.ts'
import { serveOnWorkerd } from '../../../src/adapters/http/servers/workerd.ts'

const request = (path: string, headers = {}) => new Request(`http://kiosk.test${path}`, { headers })
const fail = (): never => {
  throw new Error('the database is away')
}
const answerPath: App = { fetch: ({ url }) => new Response(new URL(url).pathname) }

/** A shop that counts how often it was closed, and what was reported. */
const shopWith = (open: () => Promise<unknown>, app = answerPath) => {
  const calls = { closed: 0, reported: [] as unknown[] }
  const close = async () => void calls.closed++
  const report = (reason: unknown) => void calls.reported.push(reason)
  return { calls, fetch: serveOnWorkerd(async () => ({ app, open, close }), report) }
}

const context = { waitUntil: (promise: Promise<unknown>) => void promise }

describe('a shop that is opened for each request', () => {
  it('is closed after its answer, which does not wait for it', async () => {
    const { fetch, calls } = shopWith(async () => undefined)
    const after: Promise<unknown>[] = []
    const answer = await fetch(request('/cart'), {}, { waitUntil: (promise) => void after.push(promise) })
    expect(await answer.text()).toBe('/cart')
    expect(after).toHaveLength(1)
    await Promise.all(after)
    expect(calls).toEqual({ closed: 1, reported: [] })
  })

  it.each([
    ['open', shopWith(async () => fail())],
    ['answer', shopWith(async () => undefined, { fetch: fail })],
  ])('is closed also when it does not %s, and the client is told to retry', async (_, { fetch, calls }) => {
    const answer = await fetch(request('/cart'), {}, context)
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '1'])
    expect(calls).toEqual({ closed: 1, reported: [new Error('the database is away')] })
  })

  it('reports why it cannot be prepared, and tells the client to retry', async () => {
    const reported: unknown[] = []
    const fetch = serveOnWorkerd(
      async () => fail(),
      (reason) => reported.push(reason),
    )
    expect((await fetch(request('/livez'), {}, context)).status).toBe(503)
    expect(reported).toEqual([new Error('the database is away')])
  })

  it('does not open to answer /livez', async () => {
    const { fetch } = shopWith(async () => fail())
    expect((await fetch(request('/livez'), {}, context)).status).toBe(200)
  })

  it('knows the client’s address from the host', async () => {
    const { fetch } = shopWith(async () => undefined, {
      fetch: (_, bindings) => new Response(bindings?.peer ?? 'unknown'),
    })
    const answered = async (headers: object) => (await fetch(request('/cart', headers), {}, context)).text()
    expect(await answered({ 'CF-Connecting-IP': '192.0.2.7' })).toBe('192.0.2.7')
    expect(await answered({})).toBe('unknown')
  })
})
