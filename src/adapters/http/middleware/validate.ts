import { setImmediate } from 'node:timers/promises'
import { zValidator } from '@hono/zod-validator'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { type ZodType, z } from 'zod'
import type { Fault } from '../../../domain/result.ts'
import type { HttpContext, HttpEnvironment } from '../environment.ts'
import { MAX_BODY, refuse } from '../problems.ts'

const tooLarge = (c: HttpContext): Response => refuse(c, { type: 'body_too_large' })
const counted = bodyLimit({ maxSize: MAX_BODY, onError: tooLarge })

/** hono's own limit reads the body, which costs more than all the rest: it is skipped where the headers suffice. */
export const limitBody = createMiddleware<HttpEnvironment>((c, next) => {
  const length = c.req.header('Content-Length')
  if (c.req.header('Transfer-Encoding') !== undefined) return counted(c, next)
  if (length !== undefined) return Number(length) > MAX_BODY ? Promise.resolve(tooLarge(c)) : next()
  return c.req.method === 'GET' ? next() : counted(c, next)
})

const TYPES: Readonly<Record<string, string>> = { string: 'text', number: 'a number', int: 'a whole number' }

/** zod's error map for every schema that says no words of its own: clients show them to people. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'is missing'
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'must be an object'
  if (Array.isArray(issue.input)) return 'must be one value and not a list'
  if (issue.code === 'invalid_type') return `must be ${TYPES[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`
  return 'is not valid'
}

/** RFC 6901, section 4. */
const pointer = (path: readonly PropertyKey[]): string =>
  path.map((name) => String(name).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')

const faultsOf = (issue: z.core.$ZodIssue): readonly Fault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ field: pointer([...issue.path, key]), message: 'is not known here' }))
    : [{ field: pointer(issue.path), message: issue.message }]

const valid = <Target extends 'json' | 'query', Value extends object>(target: Target, schema: ZodType<Value>) =>
  zValidator(
    target,
    schema,
    (result, c) => {
      if (result.success) return
      return refuse(c, { type: 'invalid', faults: result.error.issues.flatMap(faultsOf) })
    },
    {
      validationFunction: (schema, value) =>
        schema.safeParse(target === 'query' ? withoutTracking(value) : value, { error: inWords }),
    },
  )

/** What browsers, advertisements and newsletters add to links, and jQuery against caches. */
const TRACKING = /^(?:_|utm_.*|fbclid|gclid|msclkid)$/s

const withoutTracking = (query: object): object =>
  Object.keys(query).some((name) => TRACKING.test(name))
    ? Object.fromEntries(Object.entries(query).filter(([name]) => !TRACKING.test(name)))
    : query

export const validQuery = <Value extends object>(schema: ZodType<Value>) => valid('query', schema)

const emptyQuery = validQuery(z.strictObject({}))

/** For a route that takes no query. */
export const noQuery = createMiddleware((c, next) => (c.req.url.includes('?') ? emptyQuery(c, next) : next()))

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** More than clients need. Parsing can take milliseconds: one is parsed in a turn of the event loop. */
const LARGE_BODY = 8 * 1024

/** zValidator would take a body of another type for `{}`. Without `whenEmpty` there has to be a body. */
export const validBody = <Value extends object>(schema: ZodType<Value>, whenEmpty?: string) => {
  const validate = valid('json', schema)
  let turn: Promise<void> = Promise.resolve()
  const readAndValidate: typeof validate = async (c, next) => {
    const bytes = await c.req.arrayBuffer()
    const text = bytes.byteLength === 0 ? whenEmpty : undefined
    const isPlain = /^(?:identity)?$/i.test(c.req.header('Content-Encoding') ?? '')
    const isJson = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(c.req.header('Content-Type') ?? '')
    if (bytes.byteLength > 0 && !isPlain) return refuse(c, { type: 'unsupported_content_encoding' })
    if (text === undefined && !isJson) return refuse(c, { type: 'unsupported_media_type' })
    try {
      // hono's cache of a body that was read; it expects a promise.
      Object.assign(c.req.bodyCache, { text: Promise.resolve(text ?? utf8.decode(bytes)) })
    } catch {
      return refuse(c, { type: 'malformed_json' })
    }
    if (bytes.byteLength > LARGE_BODY) turn = turn.then(() => setImmediate())
    if (bytes.byteLength > LARGE_BODY) await turn
    return validate(c, next)
  }
  return readAndValidate
}
