import { anonymous, asCustomer, type InvalidRequest, invalid, refused } from './invalid-request.ts'

const malformed = refused(400, 'malformed_json')
const tooLarge = refused(413, 'body_too_large')
const wrongType = refused(415, 'unsupported_media_type')
/** The body was parsed: the credentials are wrong. */
const readAsJson = refused(401, 'wrong_credentials')

const utf8 = (text: string) => new TextEncoder().encode(text)
const login = (body: string | Uint8Array) => anonymous('POST', '/login', body)
/** An email of these bytes. */
const emailOf = (...bytes: readonly number[]) =>
  login(Uint8Array.from([...utf8('{"email":"'), ...bytes, ...utf8('"}')]))
const CREDENTIALS = '{"email":"a@b.c","password":"x"}'
const typed = (type: string, body = CREDENTIALS) => anonymous('POST', '/login', body, { 'Content-Type': type })
/** Without a content type: fetch gives bytes none. */
const untyped = (body: string) => () => ({ method: 'POST', path: '/login', body: utf8(body) })

const compressed = refused(415, 'unsupported_content_encoding')
const encoded = (encoding: string, body: string | Uint8Array = CREDENTIALS) =>
  anonymous('POST', '/login', body, { 'Content-Encoding': encoding })
/** `{}` */
const GZIPPED = Uint8Array.from(atob('H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA=='), (c) => c.charCodeAt(0))

const LIMIT = 64 * 1024
/** Well-formed JSON of `size` bytes. */
const sized = (size: number) => CREDENTIALS.padEnd(size)
/** `size` blanks in chunks, without a Content-Length. */
const chunked = (method: string, path: string, size: number): InvalidRequest['request'] => {
  return (fixture) => {
    let left = size
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (left <= 0) return controller.close()
        controller.enqueue(new Uint8Array(Math.min(left, 16 * 1024)).fill(0x20))
        left -= 16 * 1024
      },
    })
    // The server may close the connection over what it has not read, and no other request shall be on it.
    return asCustomer(method, path, body, { Connection: 'close' })(fixture)
  }
}

/** Bodies that are not JSON, not UTF-8, of another type or shape, or too large. */
export const invalidBodies: readonly InvalidRequest[] = [
  malformed('an empty body', login('')),
  malformed('half an object', login('{"email":"a@b.c",')),
  malformed('two documents', login('{}{}')),
  malformed('a trailing comma', login('{"email":"a@b.c","password":"x",}')),
  malformed('the word NaN', asCustomer('POST', '/add-to-cart', '{"product_id":1,"quantity":NaN}')),
  malformed('a NUL in a string', login('{"email":"a\u0000@b.c","password":"x"}')),
  malformed('a broken escape', login('{"email":"\\u00zz","password":"x"}')),
  malformed('a byte that is not UTF-8', emailOf(0xff)),
  malformed('overlong UTF-8', emailOf(0xc0, 0x80)),
  malformed('a surrogate in UTF-8', emailOf(0xed, 0xa0, 0x80)),
  malformed('truncated UTF-8', emailOf(0xe2, 0x82)),
  malformed('UTF-16', login(Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00))),
  malformed('two byte order marks', login('\ufeff\ufeff{}')),
  invalid('one byte order mark, which is skipped', login('\ufeff{}'), '/email'),
  malformed('a form sent as JSON', login('email=a%40b.c&password=x')),
  malformed('a checkout with half an object', asCustomer('POST', '/checkout', '{"expected_total":')),
  malformed('a checkout with blanks', asCustomer('POST', '/checkout', '  ')),
  malformed('30,000 open arrays', login('['.repeat(30_000))),
  invalid('30,000 nested arrays', login(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), ''),
  invalid('6,000 nested objects', login(`${'{"email":'.repeat(6_000)}1${'}'.repeat(6_000)}`), '/email'),

  invalid('null', login('null'), ''),
  invalid('a number', login('1e400'), ''),
  invalid('a string', login('"a@b.c"'), ''),
  invalid('an array of valid objects', login(`[${CREDENTIALS}]`), ''),
  invalid('a checkout with null', asCustomer('POST', '/checkout', null), ''),

  wrongType('no content type', untyped(CREDENTIALS)),
  wrongType('an empty content type', typed('')),
  wrongType('plain text', typed('text/plain')),
  wrongType('a form', typed('application/x-www-form-urlencoded', 'email=a')),
  wrongType('a type that begins like JSON', typed('application/jsonp')),
  wrongType('two types', typed('application/json, text/plain')),
  wrongType('a checkout in plain text', asCustomer('POST', '/checkout', '{}', { 'Content-Type': 'text/plain' })),
  compressed('a compressed body', encoded('gzip', GZIPPED)),
  compressed('a compressed body without a type', () => ({
    ...encoded('br', GZIPPED)(),
    headers: { 'Content-Encoding': 'br' },
  })),
  compressed('a body that says it is compressed twice', encoded('gzip, gzip')),
  compressed('a compressed checkout', asCustomer('POST', '/checkout', GZIPPED, { 'Content-Encoding': 'GZIP' })),
  readAsJson('the encoding identity', encoded('Identity')),
  readAsJson('an empty encoding', encoded('')),
  readAsJson('a type in capitals, with a charset', typed('APPLICATION/JSON;charset=utf-8')),
  readAsJson('a type with the suffix of JSON', typed('application/vnd.shop+json')),

  readAsJson('64 KiB', login(sized(LIMIT))),
  tooLarge('64 KiB and a byte', login(sized(LIMIT + 1))),
  tooLarge('1 MB without a content type', untyped('x'.repeat(1_000_000))),
  tooLarge('1 MB for a path without a route', anonymous('POST', '/nowhere', 'x'.repeat(1_000_000))),
  malformed('64 KiB in chunks', chunked('POST', '/login', LIMIT)),
  tooLarge('64 KiB and a byte in chunks', chunked('POST', '/login', LIMIT + 1)),
  tooLarge('10 MB in chunks', chunked('PUT', '/cart/items/1', 10_000_000)),
]
