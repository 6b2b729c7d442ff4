import type { Context } from 'hono'
import type { Result } from '../../domain/result.ts'
import { problemOf, type Refusal } from './refusals.ts'
import { amount } from './views.ts'

/** RFC 6901: where a field stands in the body; the body as a whole has no name. A name that anyone chose is escaped. */
const pointerTo = (field: string): string =>
  field === '' ? '' : `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** What a refusal knows beyond its type, as members of the problem. */
const membersOf = (refusal: Refusal): Record<string, unknown> => {
  switch (refusal.type) {
    case 'invalid':
      return { errors: refusal.faults.map(({ field, message }) => ({ pointer: pointerTo(field), message })) }
    case 'out_of_stock':
      return {
        lines: refusal.lines.map((line) => ({
          product_id: line.productId,
          name: line.name,
          requested: line.requested,
          available: line.available,
        })),
      }
    case 'total_changed':
      return { expected_total: amount(refusal.expected), actual_total: amount(refusal.actual) }
    case 'order_not_cancellable':
      return { order_status: refusal.status }
    default:
      return {}
  }
}

/** What a refusal says in headers: RFC 6750, section 3; RFC 9110, sections 10.2.1 and 10.2.3. */
const headersOf = (refusal: Refusal, status: number): Record<string, string> => {
  if (refusal.type === 'method_not_allowed') return { Allow: refusal.allow }
  if (status === 503) return { 'Retry-After': '1' }
  if (status !== 401) return {}
  const tokenIsBad = refusal.type === 'token_invalid' || refusal.type === 'user_not_found'
  return { 'WWW-Authenticate': `Bearer realm="kiosk"${tokenIsBad ? ', error="invalid_token"' : ''}` }
}

/**
 * A refusal as problem details (RFC 9457). `code` is stable; `message` repeats the detail where the clients of the old
 * application look for it.
 */
export const problem = (refusal: Refusal, requestId: string) => {
  const [status, title, detail] = problemOf[refusal.type]
  const body = JSON.stringify({
    type: `urn:kiosk:problem:${refusal.type}`,
    title,
    status,
    detail,
    code: refusal.type,
    ...membersOf(refusal),
    request_id: requestId,
    message: detail,
  })
  return { status, body, headers: { 'Content-Type': 'application/problem+json', ...headersOf(refusal, status) } }
}

/** Answers a refusal to a request that reached the shop. */
export const refuse = (c: Context, refusal: Refusal): Response => {
  const { status, body, headers } = problem(refusal, c.get('requestId'))
  return c.body(body, status, headers)
}

/** Answers what a use case said: its value as `show` shows it, or its refusal. */
export const answer = <T>(
  c: Context,
  result: Result<T, Refusal>,
  show: (value: T) => Response | Promise<Response>,
): Response | Promise<Response> => (result.ok ? show(result.value) : refuse(c, result.error))
