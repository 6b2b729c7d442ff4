import { encodeBase64Url } from 'hono/utils/encode'
import type { World } from './bad-request.ts'

export const encode = (text: string) => new TextEncoder().encode(text)
const part = (value: unknown) => encodeBase64Url(encode(JSON.stringify(value)).buffer)

const sign = async (text: string, secret: string, hash: string) => {
  const key = await crypto.subtle.importKey('raw', encode(secret), { name: 'HMAC', hash }, false, ['sign'])
  return encodeBase64Url(await crypto.subtle.sign('HMAC', key, encode(text)))
}

export type Forged = {
  readonly header?: object
  readonly claims?: object
  /** In place of the claims, whatever it is. */
  readonly payload?: unknown
  readonly secret?: string
  readonly hash?: string
}

/** A token such as the shop issues to the customer, but for what is said here; a claim that is `undefined` is left out. */
export const forge = async (
  world: World,
  { header, claims, payload, secret, hash = 'SHA-256' }: Forged = {},
): Promise<string> => {
  const { customer, now } = world
  const good = {
    iss: 'kiosk',
    aud: 'kiosk',
    sub: String(customer.id),
    iat: now,
    exp: now + 900,
    jti: 'forged',
    use: 'access',
  }
  const said = payload === undefined ? { ...good, ...claims } : payload
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(said)}`
  return `${text}.${await sign(text, secret ?? world.secret, hash)}`
}
