import process from 'node:process'
import type { Send } from './client.ts'

type Request = { readonly method: string; readonly path: string; readonly body?: string; readonly headers?: object }
type Worst = Request & { readonly name: string; readonly ordinary: Request }

const MAX_BODY = 65_536
/** Of a path or header, on Node. */
const MAX_HEAD = 14_000

/** What is dear to normalise, fold, encode or match. */
const texts = ['\u0301\u0316', '\u1100\u1161\u11a8', '\ufdfa', '\u0130', '😀', '\u0001', '9', ' ', '.a', ',']
const filled = (text: string, bytes: number): string => text.repeat(bytes / new TextEncoder().encode(text).byteLength)
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const bodies = {
  '/register': { method: 'POST', form: { email: 'a@b.c', username: 'a', password: 'short' } },
  '/login': { method: 'POST', form: { email: 'nobody@b.c', password: 'securepassword' } },
  '/add-to-cart': { method: 'POST', form: { user_id: 0, product_id: 999, quantity: 1 } },
  '/checkout': { method: 'POST', form: { expected_total: 1 } },
  '/cart/items/999': { method: 'PUT', form: { quantity: 1 } },
} as const

const keys = Array.from({ length: 8_000 }, (_, i) => `"${i.toString(36).padStart(3, '0')}":0`).join(',')
const wholeBodies = {
  'unknown keys': `{${keys}}`,
  'deep JSON': '['.repeat(MAX_BODY / 2) + ']'.repeat(MAX_BODY / 2),
  'a deep field': `{"email":${'{"email":'.repeat(5_000)}1${'}'.repeat(5_001)}`,
  'no JSON': filled('{"', MAX_BODY),
  blanks: ' '.repeat(MAX_BODY),
  __proto__: `{"__proto__":{${keys.slice(0, 60_000).replace(/,[^,]*$/, '')}}}`,
}

const queries = {
  '/products': ['limit', 'cursor', 'sort', 'q', 'min_price', 'max_price', 'in_stock', 'unknown'],
  '/orders': ['limit', 'cursor', 'unknown'],
} as const
const sorts = ['id', 'name', '-name', 'price', '-price']
const headers = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'X-Request-Id', 'X-Forwarded-For']
const paths = [
  ['GET', '/products/'],
  ['PUT', '/cart/items/'],
  ['DELETE', '/cart/items/'],
  ['GET', '/orders/'],
  ['GET', '/'],
] as const

const inBody = Object.entries(bodies).flatMap(([path, { method, form }]) => {
  const ordinary = { method, path, body: JSON.stringify(form) }
  const rooms = MAX_BODY - ordinary.body.length
  const worst = (name: string, body: string): Worst => ({ name: `${path}: ${name}`, method, path, body, ordinary })
  return [
    ...Object.keys(form).flatMap((field) =>
      texts.map((text) =>
        // A control character is written as six.
        worst(
          `${field} ${JSON.stringify(text)}`,
          JSON.stringify({ ...form, [field]: filled(text, text < ' ' ? rooms / 6 : rooms) }),
        ),
      ),
    ),
    ...Object.entries(wholeBodies).map(([name, body]) => worst(name, body)),
  ]
})

const inQuery = Object.entries(queries).flatMap(([path, fields]) => {
  const ordinary = { method: 'GET', path: `${path}?limit=0` }
  const worst = (name: string, query: string): Worst => ({
    name: `${path}?${name}`,
    method: 'GET',
    path: `${path}?${query}`,
    ordinary,
  })
  return [
    ...fields.flatMap((field) =>
      texts.map((text) => {
        const once = encodeURIComponent(text)
        return worst(`${field} ${JSON.stringify(text)}`, `${field}=${once.repeat(MAX_HEAD / once.length)}`)
      }),
    ),
    worst('many parameters', Array.from({ length: 2_500 }, (_, i) => `${i}=`).join('&')),
    worst('many duplicates', 'q=&'.repeat(MAX_HEAD / 3)),
    ...sorts.flatMap((sort) =>
      texts.map((text) => {
        const cursor = base64([sort, 1, filled(text, text < ' ' ? 1_700 : MAX_HEAD * 0.7), 1])
        return worst(`a cursor ${sort} ${JSON.stringify(text)}`, `limit=1&sort=${sort}&cursor=${cursor}`)
      }),
    ),
  ]
})

const ascii = texts.filter((text) => /^[ -~]+$/.test(text)).concat('"x",', 'Bearer ', 'a.', '=')
const inHeaders = headers.flatMap((header) =>
  ascii.map((text): Worst => {
    const request = { method: 'GET', path: '/cart' }
    const value = `Bearer ${filled(text, MAX_HEAD)}!`
    return { name: `${header}: ${text}`, ...request, headers: { [header]: value }, ordinary: request }
  }),
)
const inPath = paths.flatMap(([method, path]) =>
  ['a', '/', '%F0%9F%98%80', '9', '../', '%'].map((text): Worst => {
    const ordinary = { method, path: `${path}x` }
    return { name: `${method} ${path}${text}`, method, path: path + filled(text, MAX_HEAD), ordinary }
  }),
)

/** Every field of every route with the dearest text that fits, and bodies that are dear as a whole. */
export const worstRequests: readonly Worst[] = [...inBody, ...inQuery, ...inHeaders, ...inPath]

/** Milliseconds of processor time that this process takes to answer; they are the same whatever else runs. */
export const measureCpu = async (send: Send, token: string, { method, path, body, headers }: Request) => {
  const all = {
    Authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  }
  const init = { method, headers: { ...all, ...headers }, ...(body === undefined ? {} : { body }) }
  const before = process.cpuUsage()
  const response = await send(path, init)
  const text = await response.text()
  const { user, system } = process.cpuUsage(before)
  return { status: response.status, text, ms: (user + system) / 1_000 }
}
