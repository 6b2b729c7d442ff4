import { encodeBase64Url } from 'hono/utils/encode'
import type { BadRequest, World } from './bad-request.ts'
import { encode, type Forged, forge } from './forge.ts'

const cart = (authorization: string | undefined) => ({
  method: 'GET',
  path: '/cart',
  headers: authorization === undefined ? {} : { Authorization: authorization },
})

const token = (name: string, make: (world: World) => string | Promise<string>, code = 'token_invalid'): BadRequest => [
  `a token ${name}`,
  async (world) => cart(`Bearer ${await make(world)}`),
  401,
  code,
]
const forged = (name: string, how: (world: World) => Forged, code?: string): BadRequest =>
  token(name, (world) => forge(world, how(world)), code)
const claiming = (name: string, claims: object, code?: string): BadRequest => forged(name, () => ({ claims }), code)
const noToken = (name: string, authorization: string | undefined): BadRequest => [
  name,
  () => cart(authorization),
  401,
  'token_missing',
]

/** The same claims, unsigned or under another's name, behind the signature of the real token. */
const altered = ({ customer, other }: World): string => {
  const [header = '', claims = '', signature = ''] = customer.token.split('.')
  const changed = atob(claims.replaceAll('-', '+').replaceAll('_', '/')).replace(/"sub":"\d+"/, `"sub":"${other.id}"`)
  return `${header}.${encodeBase64Url(encode(changed).buffer)}.${signature}`
}
const withAlgorithm = (alg: string, signed: boolean) => async (world: World) => {
  const [header, claims, signature] = (await forge(world, { header: { alg } })).split('.')
  return `${header}.${claims}.${signed ? signature : ''}`
}
const checkout = (make: (world: World) => Promise<string>) => async (world: World) => ({
  method: 'POST',
  path: '/checkout',
  headers: { Authorization: `Bearer ${await make(world)}` },
})

/** Tokens that are missing, forged, altered, out of date or somebody else's. */
export const badTokens: readonly BadRequest[] = [
  noToken('no token', undefined),
  noToken('an empty Authorization', ''),
  noToken('a scheme without a token', 'Bearer'),
  noToken('a scheme and a blank', 'Bearer '),
  noToken('another scheme', 'Basic YWRtaW46YWRtaW4='),
  noToken('two tokens', 'Bearer a.b.c d.e.f'),
  noToken('two schemes', 'Bearer a.b.c, Bearer d.e.f'),
  noToken('a token in quotes', 'Bearer "a.b.c"'),
  noToken('a token beyond ASCII', 'Bearer é.é.é'),
  [
    'a token in the query',
    ({ customer }) => ({ method: 'GET', path: `/cart?access_token=${customer.token}` }),
    401,
    'token_missing',
  ],
  [
    'a token in a cookie',
    ({ customer }) => ({ method: 'GET', path: '/cart', headers: { Cookie: `token=${customer.token}` } }),
    401,
    'token_missing',
  ],

  token('of one letter', () => 'x'),
  token('of three letters', () => 'a.b.c'),
  token('of dots', () => '..'),
  token('called null', () => 'null'),
  token('of 6 KB', () => `${'a'.repeat(6_000)}.b.c`),
  token('whose JSON is broken', () => 'eyJ.eyJ.x'),
  token('without its signature', async (world) => (await forge(world)).replace(/[^.]+$/, '')),
  token('with half its signature', async (world) => (await forge(world)).slice(0, -20)),
  token('with a fourth part', async (world) => `${await forge(world)}.x`),
  token('whose owner was altered', altered),
  token('of two tokens', ({ customer, other }) => `${customer.token}.${other.token}`),
  token('with alg none and no signature', withAlgorithm('none', false)),
  token('with alg None and the right signature', withAlgorithm('None', true)),
  token('with alg nOnE and no signature', withAlgorithm('nOnE', false)),
  token('with no alg', withAlgorithm('', true)),
  token('with alg RS256 over the shared secret', withAlgorithm('RS256', true)),
  token('with alg HS512 over SHA-256', withAlgorithm('HS512', true)),
  forged('with alg HS512 and its signature', () => ({ header: { alg: 'HS512' }, hash: 'SHA-512' })),
  forged('under another secret', () => ({ secret: 'another secret of forty-four characters, yes' })),
  forged('under an empty-looking secret', () => ({ secret: '\u0000' })),
  forged('of another shop', () => ({ claims: { iss: 'booth' } })),
  forged('that brings its own key', () => ({ header: { jwk: { kty: 'oct', k: 'AA' } }, secret: '\u0000' })),
  token('whose header and claims are null', () => 'bnVsbA.bnVsbA.x'),
  forged('whose claims are null', () => ({ payload: null })),
  forged('whose claims are a list', () => ({ payload: [] })),
  forged('whose claims are a word', () => ({ payload: 'admin' })),
  claiming('without an issuer', { iss: undefined }),
  claiming('for another audience', { aud: 'admin' }),
  claiming('without an audience', { aud: undefined }),
  claiming('for another use', { use: 'refresh' }),
  claiming('without a use', { use: undefined }),
  claiming('without an expiry', { exp: undefined }),
  claiming('whose expiry is text', { exp: '9999999999' }),
  claiming('whose expiry is null', { exp: null }),
  forged('that expires now', ({ now }) => ({ claims: { exp: now } })),
  forged('of yesterday', ({ now }) => ({ claims: { iat: now - 87_300, exp: now - 86_400 } })),
  forged('of tomorrow', ({ now }) => ({ claims: { iat: now + 86_400, exp: now + 90_000 } })),
  claiming('that begins in the year 2100', { nbf: 4_102_444_800 }),
  claiming('without a time of issue', { iat: undefined }),
  claiming('without an id', { jti: undefined }),
  claiming('with an empty id', { jti: '' }),
  claiming('with a number for an id', { jti: 7 }),
  claiming('of nobody', { sub: undefined }),
  claiming('of user 0', { sub: '0' }),
  claiming('of user -1', { sub: '-1' }),
  claiming('of user 1e0', { sub: '1e0' }),
  claiming('of user __proto__', { sub: '__proto__' }),
  claiming('of SQL', { sub: '1 OR 1=1' }),
  forged('whose owner is a number', ({ customer }) => ({ claims: { sub: customer.id } })),
  forged('whose owner is a list', ({ customer }) => ({ claims: { sub: [String(customer.id)] } })),
  claiming('of someone who is not there', { sub: '999999999' }, 'account_gone'),
  claiming('of a user beyond the safe numbers', { sub: '9999999999999999' }),
  ['a checkout with a forged token', checkout((world) => forge(world, { secret: 'x' })), 401, 'token_invalid'],
  ['a checkout without a token', () => ({ method: 'POST', path: '/checkout' }), 401, 'token_missing'],
  [
    'a checkout of someone who is not there',
    checkout((world) => forge(world, { claims: { sub: '999999999' } })),
    401,
    'account_gone',
  ],
]
