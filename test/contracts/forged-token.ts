import { Buffer } from 'node:buffer'
import { present } from './expect.ts'

export type Part = Readonly<Record<string, unknown>>

export const parsed = (part: string | undefined): Part => JSON.parse(Buffer.from(present(part), 'base64url').toString())
export const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** RFC 7515, without the library that the shop uses. */
export const signed = async (header: unknown, claims: unknown, secret: string): Promise<string> => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign'])
  const content = `${encoded(header)}.${encoded(claims)}`
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
