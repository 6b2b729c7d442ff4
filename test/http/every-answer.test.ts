import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller } from './client.ts'
import { openKiosk, overSocket } from './kiosk.ts'

const kiosk = openKiosk()
const socket = await overSocket(kiosk)
afterAll(() => socket.stop())

const security = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=15552000; includeSubDomains',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const tooLarge = JSON.stringify('x'.repeat(70_000))

describe.each([
  ['in process', kiosk.send],
  ['over a socket', socket.send],
])('every answer, %s', (_, send) => {
  let token = ''
  beforeAll(async () => {
    token = (await kiosk.customer(crypto.randomUUID())).token
  })

  it.each([
    ['GET', '/products', 200, 'no-cache', undefined],
    ['GET', '/livez', 200, 'no-store', undefined],
    ['GET', '/readyz', 200, 'no-store', undefined],
    ['GET', '/cart', 200, 'no-store', undefined],
    ['DELETE', '/cart', 204, 'no-store', undefined],
    ['GET', '/orders', 200, 'no-store', undefined],
    ['POST', '/login', 401, 'no-store', { email: 'nobody@example.com', password: 'x' }],
    ['GET', '/orders/x', 404, 'no-store', undefined],
    ['GET', '/nothing/here', 404, 'no-store', undefined],
    ['PATCH', '/cart', 405, 'no-store', undefined],
    ['POST', '/checkout', 409, 'no-store', undefined],
    ['POST', '/register', 413, 'no-store', tooLarge],
    ['POST', '/register', 422, 'no-store', {}],
  ])('to %s %s (%i) has a request id, the security headers and Cache-Control: %s', async (...row) => {
    const [method, path, status, cacheControl, body] = row
    const answer = await caller(send, token).ask(method, path, body)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.headers.get('Cache-Control')).toBe(cacheControl)
    for (const [name, value] of Object.entries(security)) expect(answer.headers.get(name)).toBe(value)
    expect(answer.headers.has('X-Powered-By')).toBe(false)
  })

  it('keeps the request id that a proxy gave, and makes its own for one that is no word', async () => {
    const ask = async (id: string) =>
      (await caller(send).get('/livez', { 'X-Request-Id': id })).headers.get('X-Request-Id')
    expect(await ask('proxy-7=a_b')).toBe('proxy-7=a_b')
    for (const id of ['two words', '<script>', 'x'.repeat(256), '{"a":1}']) {
      expect(await ask(id)).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('to HEAD has the headers of GET and no body', async () => {
    const [got, head] = await Promise.all([send('/products'), send('/products', { method: 'HEAD' })])
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(head.headers.get('ETag')).toBe(got.headers.get('ETag'))
  })
})

describe('the log', () => {
  it('has one line a request: the route and not the path, and nothing personal', async () => {
    const own = openKiosk()
    await own.stock({})
    const ada = await own.customer('ada')
    await ada.get('/products/1?secret=word')
    await own.visitor.post('/login', { email: 'ada@example.com', password: 'a wrong password' })
    const [shown, refused] = own.log.map((line) => JSON.parse(line))
    expect(own.log).toHaveLength(2)
    expect(shown).toMatchObject({ event: 'request', level: 'info', method: 'GET', route: '/products/:id', status: 422 })
    expect(refused).toMatchObject({ method: 'POST', route: '/login', status: 401 })
    for (const word of ['secret', 'ada@', 'a wrong password', ada.token]) expect(own.log.join()).not.toContain(word)
  })
})

describe('a probe', () => {
  it('hears that the shop lives and is ready', async () => {
    expect((await kiosk.visitor.get('/livez')).body).toEqual({ status: 'alive' })
    expect((await kiosk.visitor.get('/readyz')).body).toEqual({ status: 'ready' })
  })
})
