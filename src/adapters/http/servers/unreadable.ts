import { type HttpRefusal, problem } from '../problems.ts'
import { API_HEADERS } from '../responses.ts'

/** Why Node's parser gave up, as the shop says it. */
export const unreadableBecause = (code: string | undefined): HttpRefusal => {
  if (code === 'HPE_HEADER_OVERFLOW') return { type: 'headers_too_large' }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return { type: 'body_too_large' }
  return { type: code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'malformed_request' }
}

/** For a request that never reached the shop. */
export const unreadable = (refusal: HttpRefusal): Response => {
  const requestId = crypto.randomUUID()
  const { status, body, headers } = problem(refusal, requestId)
  return new Response(body, {
    status,
    headers: {
      ...API_HEADERS,
      ...headers,
      'X-Request-Id': requestId,
      'Content-Length': String(new TextEncoder().encode(body).byteLength),
      Connection: 'close',
    },
  })
}

export const unreadableBytes = async (refusal: HttpRefusal): Promise<string> => {
  const response = unreadable(refusal)
  const lines = Array.from(response.headers, ([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${response.status} `, ...lines, '', await response.text()].join('\r\n')
}
