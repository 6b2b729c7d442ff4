import { type HttpRefusal, problem } from '../problems.ts'
import { API_HEADERS } from '../responses.ts'

/** From the code of an error of Node's HTTP parser. */
export const refusalOfParserError = (code: string | undefined): HttpRefusal => {
  if (code === 'HPE_HEADER_OVERFLOW') return { type: 'headers_too_large' }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return { type: 'body_too_large' }
  return { type: code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'malformed_request' }
}

/** For a request that the app never gets. */
export const problemResponse = (refusal: HttpRefusal): Response => {
  const requestId = crypto.randomUUID()
  const { status, body, headers } = problem(refusal, requestId)
  const length = String(new TextEncoder().encode(body).byteLength)
  const own = { 'X-Request-Id': requestId, 'Content-Length': length, Connection: 'close' }
  return new Response(body, { status, headers: { ...API_HEADERS, ...headers, ...own } })
}

export const problemBytes = async (refusal: HttpRefusal): Promise<string> => {
  const response = problemResponse(refusal)
  const lines = Array.from(response.headers, ([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${response.status} `, ...lines, '', await response.text()].join('\r\n')
}
