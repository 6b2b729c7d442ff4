import { zValidator } from '@hono/zod-validator'
import type { Context, ValidationTargets } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { type ZodType, z } from 'zod'
import type { Fault } from '../../../domain/result.ts'
import type { HttpEnvironment } from '../environment.ts'
import { MAX_BODY, refuse } from '../problems.ts'
import { inWords } from '../schemas/in-words.ts'

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

const tooLarge = (c: Context): Response => refuse(c, { type: 'body_too_large' })
const counted = bodyLimit({ maxSize: MAX_BODY, onError: tooLarge })

/** hono's own limit reads the body, which costs more than all the rest: it is skipped where the headers suffice. */
export const limitBody = createMiddleware((c, next) => {
  const length = c.req.header('Content-Length')
  if (c.req.header('Transfer-Encoding') !== undefined) return counted(c, next)
  if (length !== undefined) return Number(length) > MAX_BODY ? Promise.resolve(tooLarge(c)) : next()
  return c.req.method === 'GET' ? next() : counted(c, next)
})

/** zValidator would validate a body of another type as `{}`. */
const jsonBody = ({ optional }: { readonly optional: boolean }) =>
  createMiddleware<HttpEnvironment>(async (c, next) => {
    const bytes = await c.req.arrayBuffer()
    const empty = bytes.byteLength === 0
    if (!empty && !/^(?:identity)?$/i.test(c.req.header('Content-Encoding') ?? '')) {
      return refuse(c, { type: 'unsupported_content_encoding' })
    }
    if (!(optional && empty) && !JSON_TYPE.test(c.req.header('Content-Type') ?? '')) {
      return refuse(c, { type: 'unsupported_media_type' })
    }
    try {
      const text = empty && optional ? '{}' : utf8.decode(bytes)
      // hono's cache of a body that was read; it expects a promise.
      Object.assign(c.req.bodyCache, { text: Promise.resolve(text) })
    } catch {
      return refuse(c, { type: 'malformed_json' })
    }
    return next()
  })

const utf8 = new TextDecoder('utf-8', { fatal: true })

export const requiredJson = jsonBody({ optional: false })
export const optionalJson = jsonBody({ optional: true })

/** A header that fails is malformed, anything else is invalid. */
export const valid = <Target extends keyof ValidationTargets, Value>(target: Target, schema: ZodType<Value>) =>
  zValidator(
    target,
    schema,
    (result, c) => {
      if (result.success) return
      if (target === 'header') return refuse(c, { type: 'malformed_header' })
      return refuse(c, { type: 'invalid', faults: result.error.issues.flatMap(faultsOf) })
    },
    {
      validationFunction: (schema, value) =>
        schema.safeParseAsync(target === 'query' ? withoutTracking(value) : value, { error: inWords }),
    },
  )

/** What browsers, advertisements and newsletters add to links, and jQuery against caches. */
const TRACKING = /^(?:_|utm_.*|fbclid|gclid|msclkid)$/s

const withoutTracking = (query: object): object =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !TRACKING.test(name)))

const emptyQuery = valid('query', z.strictObject({}))

/** For a route that takes no query. */
export const noQuery = createMiddleware((c, next) => (c.req.url.includes('?') ? emptyQuery(c, next) : next()))

const faultsOf = (issue: z.core.$ZodIssue): readonly Fault[] => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ field: key, message: 'is not known here' }))
  return [{ field: issue.path.join('/'), message: issue.message }]
}
