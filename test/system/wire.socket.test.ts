import { afterAll, describe, expect, it } from 'vitest'
import { codeOf } from '../support/client.ts'
import { everythingIn } from '../support/everything-in.ts'
import { openKiosk, overSocket } from '../support/kiosk.ts'
import { say } from './wire.ts'

const kiosk = openKiosk()
await kiosk.stock({})
const ada = await kiosk.customer('ada')
await ada.post('/add-to-cart', { product_id: 1, quantity: 1 })
const socket = await overSocket(kiosk)
afterAll(() => socket.stop())

const everything = () => everythingIn(kiosk.store, [ada.email], 1)

/** A request as it goes over the wire: `lines` are headers, without the breaks between them. */
const request = (line: string, lines: readonly string[] = [], body = '') =>
  [`${line} HTTP/1.1`, 'Host: kiosk.test', ...lines, '', body].join('\r\n')
const login = (lines: readonly string[], body = '') =>
  request('POST /login', ['Content-Type: application/json', ...lines], body)
const cart = (...lines: readonly string[]) => request('GET /cart', [`Authorization: Bearer ${ada.token}`, ...lines])
const chunked = 'Transfer-Encoding: chunked'
const big = 70_000
/** One chunk of 16 KiB. */
const blanks = `4000\r\n${' '.repeat(0x4000)}\r\n`

// What no HTTP client would send, and so only Node's own server is asked.
const rows: readonly (readonly [name: string, bytes: string, status: number | undefined, code?: string])[] = [
  [
    'a chunked body that never ends',
    login([chunked], `${big.toString(16)}\r\n${'x'.repeat(big)}\r\n`),
    413,
    'body_too_large',
  ],
  ['a Content-Length of a petabyte', login([`Content-Length: 1${'0'.repeat(15)}`], '{}'), 413, 'body_too_large'],
  [
    'a great body that is only announced',
    login(['Expect: 100-continue', 'Content-Length: 100000']),
    413,
    'body_too_large',
  ],
  ['a Content-Length of 10^30', login([`Content-Length: 1${'0'.repeat(30)}`], '{}'), 400, 'malformed_request'],
  ['a negative Content-Length', login(['Content-Length: -1'], '{}'), 400, 'malformed_request'],
  ['a Content-Length that is a word', login(['Content-Length: two'], '{}'), 400, 'malformed_request'],
  ['two different Content-Lengths', login(['Content-Length: 2', 'Content-Length: 3'], '{}'), 400, 'malformed_request'],
  [
    'a length and chunks (request smuggling)',
    login(['Content-Length: 2', chunked], '0\r\n\r\n'),
    400,
    'malformed_request',
  ],
  [
    'chunks under another name (request smuggling)',
    login(['Transfer-Encoding: xchunked'], '0\r\n\r\n'),
    400,
    'malformed_request',
  ],
  ['a chunk whose size is a word', login([chunked], 'zz\r\n{}\r\n0\r\n\r\n'), 400, 'malformed_request'],
  ['a good chunk before a bad one', login([chunked], '2\r\n{}\r\nzz\r\n\r\n'), 400, 'malformed_request'],
  [
    'an expectation that nobody can meet',
    login(['Expect: a miracle', 'Content-Length: 2'], '{}'),
    417,
    'expectation_failed',
  ],

  ['a blank before the colon of a header', cart('X-A : b'), 400, 'malformed_request'],
  ['a header folded over two lines', cart('X-A: b\r\n c'), 400, 'malformed_request'],
  ['a NUL in a header', cart('X-A: b\u0000c'), 400, 'malformed_request'],
  ['a carriage return in a header', cart('X-A: b\rX-B: c'), 400, 'malformed_request'],
  ['line breaks that are none', cart().replaceAll('\r\n', '\n'), 400, 'malformed_request'],
  ['a header of 20 KB', cart(`X-A: ${'a'.repeat(20_000)}`), 431, 'headers_too_large'],
  ['a path of 20 KB', request(`GET /${'a'.repeat(20_000)}`), 431, 'headers_too_large'],
  ['two tokens in two headers', cart('Authorization: Bearer x'), 401, 'token_missing'],
  ['two Content-Types', login(['Content-Type: text/plain', 'Content-Length: 2'], '{}'), 415, 'unsupported_media_type'],
  [
    'two Idempotency-Keys',
    cart('Idempotency-Key: a', 'Idempotency-Key: b').replace('GET /cart', 'POST /checkout'),
    400,
    'malformed_header',
  ],

  ['no Host', 'GET /products HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
  ['a Host of two words', 'GET /products HTTP/1.1\r\nHost: a b\r\n\r\n', 400, 'malformed_request'],
  ['a Host that is a path', 'GET /products HTTP/1.1\r\nHost: a/../b?c\r\n\r\n', 400, 'malformed_request'],
  ['a Host with a name and password', 'GET /products HTTP/1.1\r\nHost: a@b\r\n\r\n', 400, 'malformed_request'],
  ['a blank in the path', request('GET /products/a b'), 400, 'malformed_request'],
  ['a NUL in the path', request('GET /products/\u0000'), 400, 'malformed_request'],
  ['bytes beyond ASCII in the path', request('GET /products/\u00f0\u009f'), 400, 'malformed_request'],
  ['a path that begins nowhere', request('GET products'), 400, 'malformed_request'],
  ['a path that climbs out', request('GET /products/../../../etc/passwd'), 404, 'route_not_found'],
  ['a path that climbs into the cart', request('GET /products/../cart'), 401, 'token_missing'],
  ['the address of another server', request('GET http://elsewhere.example/cart'), 401, 'token_missing'],
  ['the address of a file', request('GET file:///etc/passwd'), 400, 'malformed_request'],

  ['TRACE', request('TRACE /cart', [`Authorization: Bearer ${ada.token}`]), 405, 'method_not_allowed'],
  ['a method of WebDAV', request('PROPFIND /products'), 405, 'method_not_allowed'],
  ['a method that nobody knows', request('BREW /products'), 400, 'malformed_request'],
  ['a method in small letters', request('get /products'), 400, 'malformed_request'],
  ['OPTIONS *', request('OPTIONS *'), 400, 'malformed_request'],
  ['CONNECT', request('CONNECT elsewhere.example:443'), undefined],
  ['HTTP/0.9', 'GET /products\r\n\r\n', 400, 'malformed_request'],
  ['HTTP/9.9', 'GET /products HTTP/9.9\r\nHost: a\r\n\r\n', 400, 'malformed_request'],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
  [
    'the beginning of TLS',
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
    400,
    'malformed_request',
  ],
]

describe('bytes that are no proper request', () => {
  it.each(rows.map(([name, ...row]) => ({ name, row })))('$name: refused, and nothing changes', async ({ row }) => {
    const [bytes, status, code] = row
    const before = await everything()
    kiosk.log.length = 0
    const { answer } = await say(socket.url, bytes)
    expect(answer?.status).toBe(status)
    expect(answer && codeOf(answer)).toBe(code)
    expect(answer?.headers.has('X-Request-Id')).toBe(answer && true)
    expect(await everything()).toEqual(before)
    expect(kiosk.log.join()).not.toContain('internal_error')
    expect((await socket.send('/livez')).status).toBe(200)
  })

  it('a request that is hidden in a body too large is not answered', async () => {
    const hidden = `${' '.repeat(big)}${request('DELETE /cart', [`Authorization: Bearer ${ada.token}`])}`
    const { statuses } = await say(
      socket.url,
      login(['Connection: close', `Content-Length: ${hidden.length}`], hidden),
      { toTheEnd: true },
    )
    expect(statuses).toEqual([413])
    expect((await ada.get('/cart')).body).toMatchObject({ items: [{ product_id: 1 }] })
  })

  it.each([
    ['a megabyte', login(['Content-Length: 1000000'], 'x'.repeat(1_000_000)), 413],
    ['a megabyte in chunks', login([chunked], `${blanks.repeat(64)}0\r\n\r\n`), 413],
    ['60 KB without a token', login(['Content-Length: 60000'], 'x'.repeat(60_000)).replace('login', 'checkout'), 401],
  ])('after %s, refused unread, the next request of the connection is answered', async (_, bytes, status) => {
    const next = request('GET /livez', ['Connection: close'])
    const { statuses } = await say(socket.url, bytes + next, { toTheEnd: true })
    expect(statuses).toEqual([status, 200])
  })

  it.each([
    ['of known length', login(['Content-Length: 100'], '{"email":')],
    ['in chunks', login([chunked], '2\r\n{"\r\n')],
  ])('a client that hangs up in the middle of a body %s is no error of ours', async (_, bytes) => {
    kiosk.log.length = 0
    await expect(say(socket.url, bytes, { patience: 30 })).rejects.toThrow('nobody answered')
    await expect.poll(() => kiosk.log.join()).toContain('"event":"request"')
    const events = kiosk.log.map((line) => JSON.parse(line))
    expect(events).toContainEqual(expect.objectContaining({ event: 'client_gone', level: 'info' }))
    expect(events).toContainEqual(expect.objectContaining({ event: 'request', status: 400 }))
  })
})
