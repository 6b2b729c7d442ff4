import { encodeBase64Url } from 'hono/utils/encode'
import type { HttpContext } from './environment.ts'

type Encoded = { readonly body: Uint8Array<ArrayBuffer>; readonly etag: string }

const encode = async (value: unknown): Promise<Encoded> => {
  const body = new TextEncoder().encode(JSON.stringify(value))
  const digest = await crypto.subtle.digest('SHA-256', body)
  return { body, etag: `"${encodeBase64Url(digest).slice(0, 22)}"` }
}

/** RFC 9110, section 13.1.2: one of the listed tags, compared weakly, or `*`. */
const isListed = (etag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch?.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, ''))) ?? false

/**
 * Answers what anyone may keep but must ask about each time, with an ETag. `source` is encoded once, however many
 * requests share it: encoding, not reading, is what a catalogue costs.
 */
export const cacheable = <Source extends object>(view: (source: Source) => unknown) => {
  const encoded = new WeakMap<Source, Promise<Encoded>>()
  return async (c: HttpContext, source: Source): Promise<Response> => {
    const ready = encoded.get(source) ?? encode(view(source))
    encoded.set(source, ready)
    const { body, etag } = await ready
    c.header('Cache-Control', 'no-cache')
    c.header('ETag', etag)
    if (isListed(etag, c.req.header('If-None-Match'))) return c.body(null, 304)
    return c.body(body, 200, { 'Content-Type': 'application/json' })
  }
}
