import { connect } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { targets } from '../runtimes/targets.ts'
import { type Answer, client, type Send } from '../support/client.ts'
import { openKiosk, overSocket, SECRET } from '../support/kiosk.ts'
import { snapshot } from '../support/snapshot.ts'
import { checkRefused, openFixture } from '../unit/http/invalid-request.ts'
import { invalidRequests } from '../unit/http/invalid-requests.cases.ts'
import { seedCases } from '../unit/http/seed.cases.ts'
import { rawRequest } from './wire.ts'

const kiosk = openKiosk()
await kiosk.addProducts({}, {})
const fixture = await openFixture(kiosk.send, SECRET)
const { token } = fixture.customer
const over = (send: Send) => client(send, token)
const socket = await overSocket(kiosk)
const shortTimeouts = await overSocket(kiosk, { headersTimeoutMs: 50, requestTimeoutMs: 50 })
afterAll(() => Promise.all([socket.stop(), shortTimeouts.stop()]))

/** Without the headers of HTTP/1.1 itself, and the one that always differs. */
const headersOf = ({ headers }: Pick<Answer, 'headers'>) => {
  const others = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'x-request-id']
  return Object.fromEntries([...headers].filter(([name]) => !others.includes(name)))
}

describe('over a socket, the old application’s five calls', () => {
  it.each(Object.entries(seedCases))('%s', (_, run) => run(socket.send))
})

describe('over a socket, invalid requests (every eighth of each kind)', () => {
  const rows = Object.values(invalidRequests).flatMap((kind) => kind.filter((_, i) => i % 8 === 0))
  it.each(rows)('$name: refused, and nothing changes', async (row) => {
    const before = await snapshot(kiosk.store)
    await checkRefused(row, fixture, socket.send)
    expect(await snapshot(kiosk.store)).toEqual(before)
  })
})

describe('over a socket, an answer', () => {
  it.each([
    ['GET', '/products?limit=1'],
    ['HEAD', '/cart'],
    ['DELETE', '/cart/items/2'],
    ['POST', '/nowhere'],
  ])('to %s %s has the headers that it has in process', async (method, path) => {
    const [answer, inProcess] = [await over(socket.send).ask(method, path), await over(kiosk.send).ask(method, path)]
    expect([answer.status, headersOf(answer)]).toEqual([inProcess.status, headersOf(inProcess)])
  })

  it.each([
    [400, 'GET / HTTP/9.9\r\n\r\n'],
    [408, 'GET / HTTP/1.1\r\n'],
    [417, 'GET / HTTP/1.1\r\nHost: a\r\nExpect: a miracle\r\n\r\n'],
    [431, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('of the server itself (%i) has the headers of any problem', async (status, bytes) => {
    const [, answered, lines = ''] =
      /^HTTP\/1\.1 (\d+).*?\r\n(.*?)\r\n\r\n/s.exec(await rawRequest(shortTimeouts.url, bytes)) ?? []
    const headers = new Headers()
    for (const [, name = '', value = ''] of lines.matchAll(/^(.+?): (.*)$/gm)) headers.append(name, value)
    expect([Number(answered), headersOf({ headers })]).toEqual([
      status,
      headersOf(await kiosk.anonymous.get('/nowhere')),
    ])
    expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

const CLOSE = 'Connection: close'
const request = (line: string, headers: readonly string[] = [], body = '') =>
  [`${line} HTTP/1.1`, 'Host: kiosk.test', CLOSE, ...headers, '', body].join('\r\n')
const login = (headers: readonly string[], body = '') =>
  request('POST /login', ['Content-Type: application/json', ...headers], body)
const cart = (...headers: readonly string[]) => request('GET /cart', [`Authorization: Bearer ${token}`, ...headers])
const chunked = 'Transfer-Encoding: chunked'

const statusesIn = (answers: string) => Array.from(answers.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status]) => status)
const endless = `${(70_000).toString(16)}\r\n${'x'.repeat(70_000)}\r\n`

const refusedAs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  malformed_request: {
    'a negative Content-Length': login(['Content-Length: -1'], '{}'),
    'two different Content-Lengths': login(['Content-Length: 2', 'Content-Length: 3'], '{}'),
    'a length and chunks': login(['Content-Length: 2', chunked], '0\r\n\r\n'),
    'an unknown transfer coding': login(['Transfer-Encoding: xchunked'], '0\r\n\r\n'),
    'a chunk without a size after a valid one': login([chunked], '2\r\n{}\r\nzz\r\n\r\n'),
    'a blank before a colon': cart('X-A : b'),
    'a folded header': cart('X-A: b\r\n c'),
    'a carriage return in a header': cart('X-A: b\rX-B: c'),
    'line feeds alone': cart().replaceAll('\r\n', '\n'),
    'a blank in the path': request('GET /products/a b'),
    'a path that is not ASCII': request('GET /products/\u00f0\u009f'),
    'a path without a slash': request('GET products'),
    'the URL of a file': request('GET file:///etc/passwd'),
    'an unknown method': request('BREW /products'),
    'HTTP/2 without an upgrade': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  },
  malformed_header: {
    'two keys': cart('Idempotency-Key: a', 'Idempotency-Key: b').replace('GET /cart', 'POST /checkout'),
  },
  body_too_large: {
    'chunks without an end': login([chunked], endless),
    'a Content-Length of a petabyte': login([`Content-Length: 1${'0'.repeat(15)}`], '{}'),
    'a large body that is announced': login(['Expect: 100-continue', 'Content-Length: 100000']),
  },
  token_missing: {
    'two tokens in two headers': cart('Authorization: Bearer x'),
    'the URL of another server': request('GET http://elsewhere.example/cart'),
  },
  unsupported_media_type: { 'two types': login(['Content-Type: text/plain', 'Content-Length: 2'], '{}') },
  route_not_found: { 'a path out of the shop': request('GET /products/../../../etc/passwd') },
  method_not_allowed: { TRACE: request('TRACE /cart', [`Authorization: Bearer ${token}`]) },
}

describe('over a socket, bytes that no client sends', () => {
  const rows = Object.entries(refusedAs).flatMap(([code, cases]) =>
    Object.entries(cases).map(([name, bytes]) => ({ code, name, bytes })),
  )
  it.each(rows)('$name: $code, and nothing changes', async ({ bytes, code }) => {
    const before = await snapshot(kiosk.store)
    kiosk.log.length = 0
    expect(await rawRequest(socket.url, bytes)).toContain(`"code":"${code}"`)
    expect(await snapshot(kiosk.store)).toEqual(before)
    expect(kiosk.log.join()).not.toContain('internal_error')
    expect((await socket.send('/livez')).status).toBe(200)
  })

  it.each(targets)('%s: as on the runtime', async (_, sent, { node }) => {
    expect(statusesIn(await rawRequest(socket.url, sent))).toEqual([String(node)])
  })

  it('CONNECT is not answered', async () => {
    expect(await rawRequest(socket.url, request('CONNECT elsewhere.example:443'))).toBe('')
  })

  it('do not hide a request in a body that is too large', async () => {
    const hidden = `${' '.repeat(70_000)}${request('DELETE /cart', [`Authorization: Bearer ${token}`])}`
    const bytes = login([`Content-Length: ${hidden.length}`], hidden)
    expect(statusesIn(await rawRequest(socket.url, bytes))).toEqual(['413'])
    expect((await fixture.customer.get('/cart')).body).toMatchObject({ items: [{ product_id: 1 }] })
  })

  it.each([
    ['a megabyte', login(['Content-Length: 1000000'], 'x'.repeat(1_000_000)), '413'],
    ['a megabyte in chunks', login([chunked], `${`4000\r\n${' '.repeat(0x4000)}\r\n`.repeat(64)}0\r\n\r\n`), '413'],
    ['60 KB without a token', login(['Content-Length: 60000'], 'x'.repeat(60_000)).replace('login', 'checkout'), '401'],
  ])('after %s, refused unread, the next request of the connection is answered', async (_, bytes, status) => {
    const both = bytes.replace(`${CLOSE}\r\n`, '') + request('GET /livez')
    expect(statusesIn(await rawRequest(socket.url, both))).toEqual([status, '200'])
  })

  it('of a client that disconnects within a body are not an error of ours', async () => {
    kiosk.log.length = 0
    await expect(rawRequest(socket.url, login([chunked], '2\r\n{"\r\n'), 300)).rejects.toThrow('not closed')
    await expect.poll(() => kiosk.log.join()).toContain('"event":"request"')
    const events = kiosk.log.map((line) => JSON.parse(line))
    expect(events).toContainEqual(expect.objectContaining({ event: 'client_gone', level: 'info' }))
    expect(events).toContainEqual(expect.objectContaining({ event: 'request', status: 400 }))
  })

  it('of two hundred stalled requests delay no other client', async ({ onTestFinished }) => {
    const half = login(['Content-Length: 100'], '{')
    const sockets = Array.from({ length: 200 }, () =>
      connect(Number(new URL(socket.url).port), '127.0.0.1').on('error', () => undefined),
    )
    onTestFinished(() => {
      for (const each of sockets) each.destroy()
    })
    await Promise.all(sockets.map((each) => new Promise((sent) => each.write(half, sent))))
    const answers = await Promise.all(Array.from({ length: 50 }, () => socket.send('/products')))
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([])
  })
})
