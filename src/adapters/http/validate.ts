import { zValidator } from '@hono/zod-validator'
import type { ValidationTargets } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { ZodType, z } from 'zod'
import type { Fault } from '../../domain/invalid.ts'
import type { HttpEnvironment } from './environment.ts'
import { refuse } from './problem.ts'

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/**
 * Reads the body as UTF-8 and refuses what is not JSON by its type: the validator takes a missing or wrong Content-Type
 * for an empty object. No body at all counts as `{}` where `optional` says so.
 */
const jsonBody = ({ optional }: { readonly optional: boolean }) =>
  createMiddleware<HttpEnvironment>(async (c, next) => {
    const bytes = await c.req.arrayBuffer()
    const empty = bytes.byteLength === 0
    if (!(optional && empty) && !JSON_TYPE.test(c.req.header('Content-Type') ?? '')) {
      return refuse(c, { type: 'unsupported_media_type' })
    }
    try {
      const text = empty && optional ? '{}' : utf8.decode(bytes)
      // Where hono looks for a body that was read before; it wants a promise there, whatever the type says.
      Object.assign(c.req.bodyCache, { text: Promise.resolve(text) })
    } catch {
      return refuse(c, { type: 'malformed_json' })
    }
    return next()
  })

const utf8 = new TextDecoder('utf-8', { fatal: true })

export const requiredJson = jsonBody({ optional: false })
export const optionalJson = jsonBody({ optional: true })

/** Checks one part of the request against its schema: a header that fails is malformed, anything else is invalid. */
export const valid = <Target extends keyof ValidationTargets, Schema extends ZodType>(target: Target, schema: Schema) =>
  zValidator(target, schema, (result, c) => {
    if (result.success) return
    if (target === 'header') return refuse(c, { type: 'malformed_header' })
    return refuse(c, { type: 'invalid', faults: result.error.issues.flatMap(faultsOf) })
  })

const faultsOf = (issue: z.core.$ZodIssue): readonly Fault[] => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ field: key, message: 'is not known here' }))
  return [{ field: issue.path.join('/'), message: issue.message }]
}
