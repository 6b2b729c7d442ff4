import { present } from './expect.ts'

/*
 * JSON Web Tokens (RFC 7519, signed as RFC 7515 says) made without the library that the shop uses: what a forger does,
 * and what only someone who knows the secret could do.
 */

type Claims = Readonly<Record<string, unknown>>
/** What to write over the header and the claims; `undefined` takes a member out. */
export type Forgery = { readonly header?: Claims; readonly claims?: Claims }

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const encoded = (part: unknown): string => base64url(new TextEncoder().encode(JSON.stringify(part)))

const parsed = (part: string | undefined): Claims =>
  JSON.parse(atob(present(part).replaceAll('-', '+').replaceAll('_', '/')))

export const decoded = (token: string): { readonly header: Claims; readonly claims: Claims } => {
  const [header, claims] = token.split('.')
  return { header: parsed(header), claims: parsed(claims) }
}

export const signed = async (header: unknown, claims: unknown, secret: string): Promise<string> => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = (text: string) => new TextEncoder().encode(text)
  const key = await crypto.subtle.importKey('raw', bytes(secret), algorithm, false, ['sign'])
  const content = `${encoded(header)}.${encoded(claims)}`
  return `${content}.${base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(content))))}`
}

/** The token with some of it replaced, and a good signature of the whole. */
export const resigned = (token: string, secret: string, forgery: Forgery): Promise<string> => {
  const { header, claims } = decoded(token)
  return signed({ ...header, ...forgery.header }, { ...claims, ...forgery.claims }, secret)
}
