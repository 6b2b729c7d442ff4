import { resigned } from '../../contracts/forged-token.ts'
import { anonymous, type Fixture, type InvalidRequest, refused } from './invalid-request.ts'

const missing = refused(401, 'token_missing')
const notAccepted = refused(401, 'token_invalid')
const cart = (headers: Readonly<Record<string, string>>) => anonymous('GET', '/cart', undefined, headers)
const authorized = (authorization: string) => cart({ Authorization: authorization })

type Forgery = Parameters<typeof resigned>[2]
const forged =
  (forgery: Forgery, secret?: string): InvalidRequest['request'] =>
  async (fixture) =>
    authorized(`Bearer ${await resigned(fixture.customer.token, secret ?? fixture.secret, forgery)}`)()

/** The claims of another customer before the signature of this one's. */
const altered = ({ customer, other }: Fixture) => {
  const [[header, , signature], [, claims]] = [customer.token.split('.'), other.token.split('.')]
  return authorized(`Bearer ${header}.${claims}.${signature}`)()
}

/** How a token is sent, and that it is checked: the contract of `Tokens` tries every forgery. */
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
  notAccepted('a token with another’s claims', altered),
  notAccepted('a token with another signature', forged({}, 'another secret of forty-four characters, yes')),
  notAccepted('a token with alg none', forged({ header: { alg: 'none' } })),
  notAccepted('a token for another audience', forged({ claims: { aud: 'admin' } })),
  notAccepted('an expired token', forged({ claims: { exp: 1 } })),
  refused(401, 'account_gone')('a token of an unknown account', forged({ claims: { sub: '999999999' } })),
]
