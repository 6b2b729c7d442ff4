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

const faultsOf = (issue: z.core.$ZodIssue): readonly Fault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((field) => ({ field, message: 'is not known here' }))
    : [{ field: issue.path.join('/'), message: issue.message }]

/** Keeps what the schema makes of the value for `c.req.valid`; what cannot be read is answered already. */
const valid = <Target extends 'json' | 'query', Value extends object>(
  target: Target,
  schema: ZodType<Value>,
  read: (c: HttpContext) => unknown,
) =>
  createMiddleware<HttpEnvironment, string, { out: Record<Target, Value> }>(async (c, next) => {
    const value = await read(c)
    if (value instanceof Response) return value
    const { data, error } = schema.safeParse(value, { error: inWords })
    if (error) return refuse(c, { type: 'invalid', faults: error.issues.flatMap(faultsOf) })
    c.req.addValidatedData(target, data)
    return next()
  })

/** What browsers, advertisements and newsletters add to links, and jQuery against caches. */
const TRACKING = /^(?:_|utm_.*|fbclid|gclid|msclkid)$/s

export const validQuery = <Value extends object>(schema: ZodType<Value>) =>
  valid('query', schema, (c) => {
    const given = Object.entries(c.req.queries()).filter(([name]) => !TRACKING.test(name))
    return Object.fromEntries(given.map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
  })

const emptyQuery = validQuery(z.strictObject({}))

/** For a route that takes no query. */
export const noQuery = createMiddleware((c, next) => (c.req.url.includes('?') ? emptyQuery(c, next) : next()))

const utf8 = new TextDecoder('utf-8', { fatal: true })

const readJson = async (c: HttpContext, whenEmpty: object | undefined): Promise<unknown> => {
  const bytes = await c.req.arrayBuffer()
  if (bytes.byteLength === 0 && whenEmpty !== undefined) return whenEmpty
  if (bytes.byteLength > 0 && !/^(?:identity)?$/i.test(c.req.header('Content-Encoding') ?? '')) {
    return refuse(c, { type: 'unsupported_content_encoding' })
  }
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(c.req.header('Content-Type') ?? '')) {
    return refuse(c, { type: 'unsupported_media_type' })
  }
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    return refuse(c, { type: 'malformed_json' })
  }
}

/** Without `whenEmpty` there has to be a body. */
export const validBody = <Value extends object>(schema: ZodType<Value>, whenEmpty?: object) =>
  valid('json', schema, (c) => readJson(c, whenEmpty))
