import { problem } from './problem.ts'
import type { HttpRefusal } from './refusals.ts'

const UNREADABLE = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
} as const satisfies Record<string, HttpRefusal['type']>

const isKnown = (code: string): code is keyof typeof UNREADABLE => Object.hasOwn(UNREADABLE, code)

/** Why Node's parser gave up, as the shop says it. */
export const unreadableBecause = (code: string | undefined): HttpRefusal => ({
  type: code !== undefined && isKnown(code) ? UNREADABLE[code] : 'malformed_request',
})

/** The problem for a request that never became one for the shop, with what every answer of the shop carries. */
export const unreadable = (refusal: HttpRefusal): Response => {
  const requestId = crypto.randomUUID()
  const { status, body, headers } = problem(refusal, requestId)
  return new Response(body, {
    status,
    headers: {
      ...headers,
      'X-Request-Id': requestId,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      'Content-Length': String(new TextEncoder().encode(body).byteLength),
      Connection: 'close',
    },
  })
}

/** The same as it goes over a socket that has no response object. */
export const unreadableBytes = async (refusal: HttpRefusal): Promise<string> => {
  const response = unreadable(refusal)
  const lines = Array.from(response.headers, ([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${response.status} `, ...lines, '', await response.text()].join('\r\n')
}
