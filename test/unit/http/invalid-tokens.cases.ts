import { present } from '../../contracts/expect.ts'
import { forgeries, parsed, resigned, signed } from '../../contracts/forged-token.ts'
import { anonymous, type Fixture, type InvalidRequest, refused } from './invalid-request.ts'

const missing = refused(401, 'token_missing')
const notAccepted = refused(401, 'token_invalid')
const cart = (headers: Readonly<Record<string, string>>) => anonymous('GET', '/cart', undefined, headers)
const authorized = (authorization: string) => cart({ Authorization: authorization })

const SAMPLE = 'a secret'
const NAMES = (await forgeries(await signed({ alg: 'HS256' }, {}, SAMPLE), SAMPLE, 0, 'a.b.c')).map(([name]) => name)
const forged = new WeakMap<Fixture, ReturnType<typeof forgeries>>()

/** Of the customer's token, and with the shop's own secret where that is the most of a forger's luck. */
const forgery =
  (wanted: string): InvalidRequest['request'] =>
  async (fixture) => {
    const { customer, other, secret } = fixture
    const all = forged.get(fixture) ?? forgeries(customer.token, secret, issuedAt(customer.token), other.token)
    forged.set(fixture, all)
    const [, token] = present((await all).find(([name]) => name === wanted))
    return authorized(`Bearer ${token}`)()
  }

const issuedAt = (token: string): number => Number(parsed(token.split('.')[1]).iat)

const wellFormed = NAMES.filter((name) => name !== '“”')

/** How a token is sent, and every forgery that the contract of `Tokens` tries. */
export const invalidTokens: readonly InvalidRequest[] = [
  missing('no token', cart({})),
  missing('a scheme without a token', authorized('Bearer')),
  missing('another scheme', authorized('Basic YWRtaW46YWRtaW4=')),
  missing('two tokens', authorized('Bearer a.b.c d.e.f')),
  missing('a token that is not ASCII', authorized('Bearer é.é.é')),
  missing('a token in the query', ({ customer }) => anonymous('GET', `/cart?access_token=${customer.token}`)()),
  missing('a token in a cookie', ({ customer }) => cart({ Cookie: `token=${customer.token}` })()),
  notAccepted('a token of one letter', authorized('Bearer x')),
  notAccepted('a token of 6 KB', authorized(`Bearer ${'a'.repeat(6_000)}.b.c`)),
  missing('an empty token', forgery('“”')),
  ...wellFormed.map((name) => notAccepted(`a forged token: ${name}`, forgery(name))),
  notAccepted('a refresh token', ({ customer }) => authorized(`Bearer ${customer.refreshToken}`)()),
  refused(401, 'refresh_token_invalid')('an access token that is to be refreshed', ({ customer }) =>
    anonymous('POST', '/token/refresh', { refresh_token: customer.token })(),
  ),
  ...['', 'x', 'A'.repeat(43), 'A'.repeat(60_000), '😀', '\0', "' OR 1=1 --"].map((refresh_token) =>
    refused(401, 'refresh_token_invalid')(
      `a refresh token of ${refresh_token.length}: ${JSON.stringify(refresh_token).slice(0, 20)}`,
      anonymous('POST', '/token/refresh', { refresh_token }),
    ),
  ),
  refused(401, 'account_gone')('a token of an unknown account', async ({ customer, secret }) =>
    authorized(`Bearer ${await resigned(customer.token, secret, { claims: { sub: '999999999' } })}`)(),
  ),
]
