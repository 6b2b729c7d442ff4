import { describe, expect, it } from 'vitest'
import { openKiosk } from '../../support/kiosk.ts'

const LISTED = 'https://shop.example'
const ALLOWED = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Cart-Token, X-CSRF-Token'
const EXPOSED = 'ETag, Link, Location, Retry-After, X-Request-Id, Idempotent-Replayed'

const crossOrigin = openKiosk({}, { corsOrigins: ['http://localhost:5173', LISTED] })
const sameOrigin = openKiosk()

const cors = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => /^(access-control|vary|cross-origin)/.test(name)))
const preflight = (Origin: string) => ({ Origin, 'Access-Control-Request-Method': 'POST' })
const nothing = { 'cross-origin-resource-policy': 'same-origin' }

/** Near the listed one, or what browsers send for pages without an origin. */
const others = [
  'https://a.example.evil',
  'https://shop.example.evil',
  'https://evil-shop.example',
  'https://sub.shop.example',
  'http://shop.example',
  'https://shop.example:8443',
  'https://shop.example/',
  'HTTPS://SHOP.EXAMPLE',
  `${LISTED}, https://a.example.evil`,
  'null',
  '*',
  '',
]

describe('a page of a listed origin', () => {
  it.each([
    ['GET', '/products', 200],
    ['GET', '/cart', 401],
    ['GET', '/nothing', 404],
    ['DELETE', '/products', 405],
    ['POST', '/register', 413, 'x'.repeat(70_000)],
    ['POST', '/register', 415],
    ['GET', '/products?x', 422],
    ['OPTIONS', '/products', 405],
  ])('may read the answer to %s %s (%i)', async (method, path, status, body?: string) => {
    const answer = await crossOrigin.anonymous.ask(method, path, body, { Origin: LISTED })
    expect([answer.status, cors(answer.headers)]).toEqual([
      status,
      {
        'access-control-allow-credentials': 'true',
        'access-control-allow-origin': LISTED,
        'access-control-expose-headers': EXPOSED,
        'cross-origin-resource-policy': 'cross-origin',
        vary: 'Origin',
      },
    ])
  })

  it('has its preflight answered, and kept for two hours', async () => {
    const { status, headers, body } = await crossOrigin.anonymous.ask('OPTIONS', '/cart/items/1', undefined, {
      ...preflight(LISTED),
      'Access-Control-Request-Headers': 'authorization,content-type,x-unknown',
    })
    expect([status, body]).toEqual([204, undefined])
    expect(cors(headers)).toMatchObject({
      'access-control-allow-origin': LISTED,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': ALLOWED,
      'access-control-max-age': '7200',
      vary: 'Origin',
    })
    expect(headers.get('X-Request-Id')).not.toBeNull()
  })
})

describe('a page of another origin gets no CORS header', () => {
  it.each(others)('%j', async (origin) => {
    const answers = [
      await crossOrigin.anonymous.get('/products', { Origin: origin }),
      await crossOrigin.anonymous.ask('OPTIONS', '/products', undefined, preflight(origin)),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 405])
    for (const { headers } of answers) expect(cors(headers)).toEqual({ ...nothing, vary: 'Origin' })
  })

  it('also where none is listed', async () => {
    const { status, headers } = await sameOrigin.anonymous.ask('OPTIONS', '/products', undefined, preflight(LISTED))
    expect([status, cors(headers)]).toEqual([405, nothing])
    expect(cors((await sameOrigin.anonymous.get('/products', { Origin: LISTED })).headers)).toEqual(nothing)
  })
})

describe('HSTS', () => {
  const hsts = async (trustProxy: number, headers: Readonly<Record<string, string>>) =>
    (await openKiosk({}, { trustProxy, corsOrigins: [LISTED] }).anonymous.get('/livez', headers)).headers.get(
      'Strict-Transport-Security',
    )

  it.each(['https', 'HTTPS', 'https, http'])('is sent when a trusted proxy says %s', async (proto) => {
    expect(await hsts(1, { 'X-Forwarded-Proto': proto })).toBe('max-age=15552000')
  })

  it.each<readonly [number, Readonly<Record<string, string>>]>([
    [0, { 'X-Forwarded-Proto': 'https' }],
    [1, {}],
    [1, { 'X-Forwarded-Proto': 'http' }],
    [2, { 'X-Forwarded-Proto': 'http, https' }],
    [1, { 'X-Forwarded-Proto': 'httpsx' }],
  ])('is not sent behind %i trusted proxies with %j', async (trustProxy, headers) => {
    expect(await hsts(trustProxy, headers)).toBeNull()
  })
})
