import { describe, expect, it } from 'vitest'
import { oneForAll, oneForEach } from '../../src/adapters/http/hosted.ts'
import type { App } from '../../src/adapters/http/running-server.ts'

const ask = (path: string) => new Request(`http://shop${path}`)

/** A shop that says what it was asked and done to, and opens as `open` says. */
const shopThat = (
  open: () => Promise<unknown>,
  app: App = { fetch: ({ url }) => new Response(new URL(url).pathname) },
) => {
  const done: string[] = []
  const told: unknown[] = []
  const shop = {
    retire: () => void done.push('retired'),
    close: async () => void done.push('closed'),
  }
  return { done, told, tell: (reason: unknown) => void told.push(reason), prepare: async () => ({ app, shop, open }) }
}

describe('a shop for all requests of a host', () => {
  it('says that it is alive while it opens, and asks everyone else to come again', async () => {
    const opening = Promise.withResolvers<void>()
    const { prepare, tell } = shopThat(() => opening.promise)
    const { fetch, open } = oneForAll(prepare, tell)
    const products = fetch(ask('/products'))
    expect(await (await fetch(ask('/livez'))).text()).toBe('/livez')
    const early = await products
    expect([early.status, early.headers.get('Retry-After')]).toEqual([503, '1'])

    const patient = fetch(ask('/cart'))
    opening.resolve()
    await open()
    expect(await (await patient).text()).toBe('/cart')
    expect((await fetch(ask('/products'))).status).toBe(200)
  })

  it('tells why it does not open, and opens with the next request when it can', async () => {
    let tries = 0
    const { prepare, tell, told } = shopThat(async () => {
      if (++tries === 1) throw new Error('the database is away')
    })
    const { fetch } = oneForAll(prepare, tell)
    expect((await fetch(ask('/products'))).status).toBe(503)
    expect(told).toEqual([new Error('the database is away')])
    expect((await fetch(ask('/products'))).status).toBe(200)
    expect((await fetch(ask('/products'))).status).toBe(200)
    expect(tries).toBe(2)
  })

  it('answers whom it has begun to serve when it stops, nobody after them, and closes behind them', async () => {
    const answer = Promise.withResolvers<Response>()
    const app: App = { fetch: ({ url }) => (url.endsWith('/checkout') ? answer.promise : new Response()) }
    const { prepare, tell, done } = shopThat(async () => undefined, app)
    const { fetch, stop } = oneForAll(prepare, tell)
    const slow = fetch(ask('/checkout'))
    const stopping = stop({ farewell: 50, drain: 5_000 })
    expect((await fetch(ask('/cart'))).status).toBe(200)
    await expect.poll(async () => (await fetch(ask('/cart'))).status).toBe(503)
    expect(done).toEqual(['retired'])
    answer.resolve(new Response('sold'))
    expect(await (await slow).text()).toBe('sold')
    await stopping
    expect(done).toEqual(['retired', 'closed'])
  })
})

describe('a shop for each request of a host', () => {
  it('is closed behind its answer, which does not wait for that', async () => {
    const { prepare, tell, done } = shopThat(async () => undefined)
    const after: Promise<unknown>[] = []
    const answer = await oneForEach(prepare, tell)(
      ask('/cart'),
      {},
      { waitUntil: (promise) => void after.push(promise) },
    )
    expect(await answer.text()).toBe('/cart')
    expect(after).toHaveLength(1)
    await Promise.all(after)
    expect(done).toEqual(['closed'])
  })

  it('is closed also when it does not open or does not answer, and whoever asked is asked to come again', async () => {
    const fail = (): never => {
      throw new Error('the database is away')
    }
    for (const { prepare, tell, told, done } of [
      shopThat(async () => fail()),
      shopThat(async () => undefined, { fetch: fail }),
    ]) {
      expect((await oneForEach(prepare, tell)(ask('/cart'))).status).toBe(503)
      expect(told).toEqual([new Error('the database is away')])
      expect(done).toEqual(['closed'])
    }
  })

  it('does not open to say that it is alive', async () => {
    const { prepare, tell } = shopThat(() => Promise.reject(new Error('the database is away')))
    expect((await oneForEach(prepare, tell)(ask('/livez'))).status).toBe(200)
  })
})
