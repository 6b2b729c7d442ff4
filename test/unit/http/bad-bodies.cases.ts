import { ask, type BadRequest, visit } from './bad-request.ts'

const bytes = (...values: readonly number[]) => Uint8Array.from(values)
const utf8 = (text: string) => new TextEncoder().encode(text)
const around = (open: string, middle: Uint8Array, close: string) =>
  Uint8Array.from([...utf8(open), ...middle, ...utf8(close)])

const login = (body: string | Uint8Array) => visit('POST', '/login', body)
/** Under no Content-Type at all: bytes get none of their own. */
const untyped = (path: string, body: string) => () => ({ method: 'POST', path, body: utf8(body) })
const typed = (type: string, body = '{"email":"a@b.c","password":"x"}') =>
  visit('POST', '/login', body, { 'Content-Type': type })

const LIMIT = 64 * 1024
/** Well-formed JSON of exactly this number of bytes. */
const sized = (size: number) => `{"email":"a@b.c","password":"${'x'.repeat(size - 31)}"}`
/** Bytes that arrive in chunks, so that nobody says beforehand how many there are. */
const chunked = (size: number) => {
  const chunk = new Uint8Array(16 * 1024).fill(0x20)
  let left = size
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (left <= 0) return controller.close()
      controller.enqueue(chunk)
      left -= chunk.length
    },
  })
}

/** Bodies that are no JSON, no UTF-8, of no type, of another shape or of no size that anyone needs. */
export const badBodies: readonly BadRequest[] = [
  ['an empty body', login(''), 400, 'malformed_json'],
  ['half an object', login('{"email":"a@b.c",'), 400, 'malformed_json'],
  ['two documents', login('{}{}'), 400, 'malformed_json'],
  ['single quotes', login("{'email':'a@b.c'}"), 400, 'malformed_json'],
  ['a trailing comma', login('{"email":"a@b.c","password":"x",}'), 400, 'malformed_json'],
  ['a comment', login('{"email":"a@b.c"/* */}'), 400, 'malformed_json'],
  ['the word NaN', ask('POST', '/add-to-cart', '{"product_id":1,"quantity":NaN}'), 400, 'malformed_json'],
  ['the word Infinity', ask('POST', '/add-to-cart', '{"product_id":1,"quantity":-Infinity}'), 400, 'malformed_json'],
  ['a hexadecimal number', ask('POST', '/add-to-cart', '{"product_id":0x1,"quantity":1}'), 400, 'malformed_json'],
  ['the word undefined', login('undefined'), 400, 'malformed_json'],
  ['a raw NUL in a string', login('{"email":"a\u0000@b.c","password":"x"}'), 400, 'malformed_json'],
  ['a raw line break in a string', login('{"email":"a@b.c\r\n","password":"x"}'), 400, 'malformed_json'],
  ['a broken escape', login('{"email":"\\u00zz","password":"x"}'), 400, 'malformed_json'],
  ['a byte that UTF-8 never has', login(around('{"email":"', bytes(0xff), '"}')), 400, 'malformed_json'],
  ['overlong UTF-8', login(around('{"email":"', bytes(0xc0, 0x80), '"}')), 400, 'malformed_json'],
  ['a surrogate in UTF-8', login(around('{"email":"', bytes(0xed, 0xa0, 0x80), '"}')), 400, 'malformed_json'],
  ['UTF-8 cut in the middle', login(around('{"email":"', bytes(0xe2, 0x82), '"}')), 400, 'malformed_json'],
  ['UTF-16 with its mark', login(bytes(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00)), 400, 'malformed_json'],
  ['two byte order marks', login('\ufeff\ufeff{}'), 400, 'malformed_json'],
  ['a byte order mark before a bad object', login('\ufeff{}'), 422, 'invalid', '/email'],
  ['gzip that calls itself JSON', login(bytes(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)), 400, 'malformed_json'],
  ['a form that calls itself JSON', login('email=a%40b.c&password=x'), 400, 'malformed_json'],
  ['HTML that calls itself JSON', login('<script>alert(1)</script>'), 400, 'malformed_json'],
  ['a checkout of half an object', ask('POST', '/checkout', '{"expected_total":'), 400, 'malformed_json'],
  ['a checkout of blanks', ask('POST', '/checkout', '  '), 400, 'malformed_json'],
  ['30,000 open arrays', login('['.repeat(30_000)), 400, 'malformed_json'],
  ['30,000 nested arrays', login(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), 422, 'invalid', ''],
  ['6,000 nested objects', login(`${'{"email":'.repeat(6_000)}1${'}'.repeat(6_000)}`), 422, 'invalid', '/email'],

  ['null', login('null'), 422, 'invalid', ''],
  ['true', login('true'), 422, 'invalid', ''],
  ['a number', login('1e400'), 422, 'invalid', ''],
  ['a string', login('"a@b.c"'), 422, 'invalid', ''],
  ['an array of good objects', login('[{"email":"a@b.c","password":"x"}]'), 422, 'invalid', ''],
  ['a checkout of null', ask('POST', '/checkout', null), 422, 'invalid', ''],
  ['a checkout of an array', ask('POST', '/checkout', []), 422, 'invalid', ''],

  ['no Content-Type', untyped('/login', '{"email":"a@b.c","password":"x"}'), 415, 'unsupported_media_type'],
  ['no Content-Type at /register', untyped('/register', '{}'), 415, 'unsupported_media_type'],
  ['an empty Content-Type', typed(''), 415, 'unsupported_media_type'],
  ['plain text', typed('text/plain'), 415, 'unsupported_media_type'],
  ['text/json', typed('text/json'), 415, 'unsupported_media_type'],
  ['a form', typed('application/x-www-form-urlencoded', 'email=a'), 415, 'unsupported_media_type'],
  ['a multipart form', typed('multipart/form-data; boundary=x', '--x--'), 415, 'unsupported_media_type'],
  ['XML', typed('application/xml', '<a/>'), 415, 'unsupported_media_type'],
  ['a type that begins like JSON', typed('application/jsonp'), 415, 'unsupported_media_type'],
  ['two types at once', typed('application/json, text/plain'), 415, 'unsupported_media_type'],
  [
    'a checkout of a form',
    ask('POST', '/checkout', 'expected_total=1', { 'Content-Type': 'application/x-www-form-urlencoded' }),
    415,
    'unsupported_media_type',
  ],
  [
    'a checkout whose total is in plain text, and would not have been looked at',
    ask('POST', '/checkout', '{"expected_total":1}', { 'Content-Type': 'text/plain' }),
    415,
    'unsupported_media_type',
  ],

  ['64 KiB to the byte, and a wrong password', login(sized(LIMIT)), 401, 'wrong_credentials'],
  ['64 KiB and a byte', login(sized(LIMIT + 1)), 413, 'body_too_large'],
  ['10 MB', login(sized(10_000_000)), 413, 'body_too_large'],
  ['1 MB of no type', untyped('/register', 'x'.repeat(1_000_000)), 413, 'body_too_large'],
  ['1 MB at a path that is not there', visit('POST', '/nowhere', 'x'.repeat(1_000_000)), 413, 'body_too_large'],
  ['80 KiB in chunks', () => visit('POST', '/login', chunked(80 * 1024))(), 413, 'body_too_large'],
  ['10 MB in chunks', (world) => ask('PUT', '/cart/items/1', chunked(10_000_000))(world), 413, 'body_too_large'],
  ['blanks in chunks', () => visit('POST', '/login', chunked(32 * 1024))(), 400, 'malformed_json'],
]
