import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type HttpRefusal, problemResponse } from '../problems.ts'
import { HOST } from './server.ts'

// What one connection may take, and ask for: Node bounds what it reads, but not what waits to be written.

/** Of a request that is answered already. */
const MAX_UNREAD = 1024 * 1024
/** Of all connections together; beyond it, those that stall are cut sooner. */
const MAX_UNSENT = 64 * 1024 * 1024
const SHORT_TIMEOUT_MS = 1_000
const STALLED_AFTER_MS = 250

/** The last pipelined request that waits: until it is its turn, no more are read. */
const lastWaiting = new WeakMap<Socket, ServerResponse>()

/** Of all connections together: each takes some kilobytes, and 2,500 fit into what Node reads of one at once. */
const MAX_PIPELINED = 5_000
let pipelined = 0

/** Answers pipelined requests one at a time, each in its own turn of the event loop. */
export const inTurn =
  (handle: RequestListener): RequestListener =>
  (incoming, outgoing) => {
    // Node assigns the socket when the responses before this one are sent.
    if (outgoing.socket) return handle(incoming, outgoing)
    const { socket } = incoming
    pipelined++
    incoming.once('close', () => pipelined--)
    if (pipelined > MAX_PIPELINED) socket.destroy()
    lastWaiting.set(socket, outgoing)
    socket.pause()
    outgoing.once('socket', () => {
      // The response before this one may have set one.
      socket.setTimeout(0)
      if (lastWaiting.get(socket) === outgoing) {
        lastWaiting.delete(socket)
        socket.resume()
      }
      setImmediate(handle, incoming, outgoing)
    })
  }

/** Reads on, or no next request would be answered; too much closes. @hono/node-server stops at its own web stream. */
export const discardRest = (incoming: IncomingMessage): void => {
  let discarded = 0
  incoming.removeAllListeners('data')
  incoming.on('data', ({ length }: Buffer) => {
    discarded += length
    if (discarded > MAX_UNREAD) incoming.socket.destroy()
  })
}

/** A function to call with every response: it cuts the connection when the client does not read for `timeoutMs`. */
export const cutStalled = (timeoutMs: number): ((outgoing: ServerResponse) => void) => {
  let unsent = 0
  return (outgoing) => {
    const { socket } = outgoing
    const bytes = socket?.writableLength ?? 0
    if (!socket || bytes === 0) return
    unsent += bytes
    // Or what the client sends would count as progress.
    socket.pause()
    outgoing.once('close', () => {
      unsent -= bytes
      if (!lastWaiting.has(socket)) socket.resume()
    })
    const limit = unsent > MAX_UNSENT ? Math.min(SHORT_TIMEOUT_MS, timeoutMs) : timeoutMs
    // Node waits on while the client reads. It takes what was sent at once for reading, too: hence the first, short time.
    outgoing.setTimeout(Math.min(STALLED_AFTER_MS, timeoutMs), () => outgoing.setTimeout(limit, () => socket.destroy()))
  }
}

/** To the one form that @hono/node-server 2.1.8 takes; without the Host of RFC 9112, section 3.2, it refuses there. */
export const normalizeTarget = (incoming: IncomingMessage): void => {
  const { url = '', headers, httpVersionMinor } = incoming
  const valid = headers.host === undefined ? httpVersionMinor === 0 : HOST.test(headers.host)
  headers.host = valid ? 'localhost' : ''
  if (!url.startsWith('/')) incoming.url = url.replace(/^https?:/i, (scheme) => scheme.toLowerCase())
}

export const refusalOfParserError = (code: string | undefined): HttpRefusal => {
  if (code === 'HPE_HEADER_OVERFLOW') return { type: 'headers_too_large' }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return { type: 'body_too_large' }
  return { type: code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request_timeout' : 'malformed_request' }
}

const problemBytes = async (refusal: HttpRefusal): Promise<string> => {
  const response = problemResponse(refusal)
  const lines = Array.from(response.headers, ([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${response.status} `, ...lines, '', await response.text()].join('\r\n')
}

/** For what Node's HTTP parser takes for no request. */
export const refuseBroken = async (error: NodeJS.ErrnoException, socket: Duplex): Promise<void> => {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
  else socket.end(await problemBytes(refusalOfParserError(error.code)))
}

export const refuseExpect = inTurn(async ({ socket }) => {
  socket.end(await problemBytes({ type: 'expectation_failed' }))
})
