import { describe, expect, it } from 'vitest'
import type { App } from '../../../src/adapters/http/servers/server.ts'
import { serveOnWorkerd } from '../../../src/adapters/http/servers/workerd.ts'

const ask = (path: string) => new Request(`http://shop${path}`)

/** A shop that says what it was asked and done to, and opens as `open` says. */
const shopThat = (
  open: () => Promise<unknown>,
  app: App = { fetch: ({ url }) => new Response(new URL(url).pathname) },
) => {
  const done: string[] = []
  const told: unknown[] = []
  const close = async () => void done.push('closed')
  const tell = (reason: unknown) => void told.push(reason)
  return { done, told, fetch: serveOnWorkerd(async () => ({ app, open, close }), tell) }
}

describe('a shop for each request of a host', () => {
  it('is closed behind its answer, which does not wait for that', async () => {
    const { fetch, done } = shopThat(async () => undefined)
    const after: Promise<unknown>[] = []
    const answer = await fetch(ask('/cart'), {}, { waitUntil: (promise) => void after.push(promise) })
    expect(await answer.text()).toBe('/cart')
    expect(after).toHaveLength(1)
    await Promise.all(after)
    expect(done).toEqual(['closed'])
  })

  it('is closed also when it does not open or does not answer, and the client is told to retry', async () => {
    const fail = (): never => {
      throw new Error('the database is away')
    }
    for (const { fetch, told, done } of [
      shopThat(async () => fail()),
      shopThat(async () => undefined, { fetch: fail }),
    ]) {
      const answer = await fetch(ask('/cart'), {})
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '1'])
      expect(told).toEqual([new Error('the database is away')])
      expect(done).toEqual(['closed'])
    }
  })

  it('that cannot even be prepared says why, and tells the client to retry', async () => {
    const told: unknown[] = []
    const fetch = serveOnWorkerd(
      () => Promise.reject(new Error('the environment is not usable')),
      (reason) => told.push(reason),
    )
    expect((await fetch(ask('/livez'), {})).status).toBe(503)
    expect(told).toEqual([new Error('the environment is not usable')])
  })

  it('does not open to say that it is alive', async () => {
    const { fetch } = shopThat(() => Promise.reject(new Error('the database is away')))
    expect((await fetch(ask('/livez'), {})).status).toBe(200)
  })

  it('tells the app who asks, as the host says it', async () => {
    const { fetch } = shopThat(async () => undefined, {
      fetch: (_, bindings) => new Response(bindings?.peer ?? 'nobody'),
    })
    const from = new Request('http://shop/cart', { headers: { 'CF-Connecting-IP': '192.0.2.7' } })
    expect(await (await fetch(from, {})).text()).toBe('192.0.2.7')
    expect(await (await fetch(ask('/cart'), {})).text()).toBe('nobody')
  })
})
