import { Buffer } from 'node:buffer'
import { present } from './expect.ts'

export type Part = Readonly<Record<string, unknown>>

export const parsed = (part: string | undefined): Part => JSON.parse(Buffer.from(present(part), 'base64url').toString())
export const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** RFC 7515, without the library that the shop uses. */
export const signed = (header: unknown, claims: unknown, secret: string, hash?: string): Promise<string> =>
  signedText(`${encoded(header)}.${encoded(claims)}`, secret, hash)

const signedText = async (content: string, secret: string, hash = 'SHA-256'): Promise<string> => {
  const key = await crypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash }, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(content))
  return `${content}.${Buffer.from(signature).toString('base64url')}`
}

/** Signs a token again after replacing members, or removing them by `undefined`. */
export const resigned = (
  token: string,
  secret: string,
  { header = {}, claims = {} }: Partial<Record<'header' | 'claims', Part>>,
) => {
  const [head, body] = token.split('.')
  return signed({ ...parsed(head), ...header }, { ...parsed(body), ...claims }, secret)
}

/** Claims that the shop would not write, in a token that is signed with the shop's own secret at `now`, in seconds. */
const wrongClaims = (now: number): Readonly<Record<string, readonly unknown[]>> => ({
  iss: [undefined, 'elsewhere', null, ['kiosk']],
  aud: [undefined, 'elsewhere', null],
  type: [undefined, 'refresh', 'Access', null, ['access']],
  sid: [undefined, '', 'x', 7, null, '00000000-0000-7000-8000-00000000000g', "' OR 1=1 --"],
  jti: [undefined, '', 7],
  role: [undefined, '', 'owner', 'Admin', 'constructor', null, 7, ['admin']],
  sub: [undefined, '', '0', '-7', '7.5', ' 7', '07', 'seven', '1e3', '9'.repeat(16), 7, null, ['7']],
  iat: [undefined, String(now), null, now + 3_600],
  exp: [undefined, String(now + 900), null, now, now - 1, 0, -1, now + 901, 2 ** 53, 1e300],
  fresh: [undefined, String(now), null, now + 3_600],
  password_change_required: ['true', 1, null],
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** With a last letter that decodes to the same bytes. */
export const respelt = (token: string): string => token.slice(0, -1) + ALPHABET[ALPHABET.indexOf(token.slice(-1)) ^ 1]

/** Every kind of token that is not to be taken, each with the text; `token` is a good one, as are `others`' claims. */
export const forgeries = async (token: string, secret: string, now: number, others: string) => {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const forged: (readonly [name: string, token: string])[] = []
  for (const [claim, values] of Object.entries(wrongClaims(now))) {
    for (const [i, value] of values.entries()) {
      const text = await resigned(token, secret, { claims: { [claim]: value } })
      forged.push([`claim ${claim}, value ${i}`, text])
    }
  }
  const headers: readonly Part[] = [
    ...['none', 'None', 'NONE', 'HS384', 'HS512', 'RS256', 'ES256', 'EdDSA', '', undefined, null, 7].map((alg) => ({
      alg,
    })),
    ...['../../dev/null', '/proc/sys/kernel/randomize_va_space', "x' UNION SELECT 'key", '', 7].map((kid) => ({ kid })),
    ...[{ crit: ['exp'] }, { crit: ['b64'], b64: false }, { jku: 'https://evil.example/keys' }],
    ...[
      { x5u: 'https://evil.example/cert' },
      { jwk: { kty: 'oct', k: encoded('key') } },
      { typ: 'at+jwt' },
      { cty: 'JWT' },
    ],
  ]
  for (const members of headers) {
    forged.push([`header ${JSON.stringify(members)}`, await resigned(token, secret, { header: members })])
  }
  const payload = parsed(claims)
  for (const [i, key] of ['\0', `${secret}!`, secret.slice(0, -1), 'another environment’s secret'].entries()) {
    forged.push([`another secret, ${i}`, await signed(parsed(header), payload, key)])
  }
  for (const hash of ['SHA-1', 'SHA-384', 'SHA-512']) {
    forged.push([`signed with ${hash}`, await signed(parsed(header), payload, secret, hash)])
  }
  for (const value of [null, 7, 'seven', true, [], [7]]) {
    forged.push([`the claims ${JSON.stringify(value)}`, await signed(parsed(header), value, secret)])
  }
  for (const [i, text] of ['{', '', 'null}', '\0', '{"sub":"7"'].entries()) {
    const content = `${header}.${Buffer.from(text).toString('base64url')}`
    forged.push([`no JSON, ${i}`, await signedText(content, secret)])
  }
  const content = `${header}.${claims}`
  return [
    ...forged,
    ['another’s claims', `${header}.${others.split('.')[1]}.${signature}`],
    ['no algorithm, no signature', `${encoded({ alg: 'none', typ: 'JWT' })}.${claims}.`],
    ['no signature', `${content}.`],
    ['two parts', content],
    ['four parts', `${token}.${signature}`],
    ['five parts', `${token}..`],
    ['a cut signature', token.slice(0, -4)],
    ['another spelling of the signature', respelt(token)],
    ['padding', `${token}=`],
    ['padded parts', `${header}==.${claims}==.${signature}=`],
    ['plain base64', `${content}+/`],
    ['a part too many', `a.${token}`],
    ...['', '.', '..', '...', 'a.b.c', 'x', 'null', 'undefined', 'Bearer'].map((text) => [`“${text}”`, text] as const),
  ] as const
}
