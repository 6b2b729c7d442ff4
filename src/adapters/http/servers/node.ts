import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { MAX_HEADERS, problemResponse } from '../problems.ts'
import { API_HEADERS } from '../responses.ts'
import { cutStalled, discardRest, inTurn, normalizeTarget, refuseBroken, refuseExpect } from './node-connections.ts'
import { LIMITS, listening, type Serve, urlOf } from './server.ts'

export const serveOnNode: Serve = async (app, address, limits = LIMITS) => {
  const { port, host } = address
  const watchWriting = cutStalled(limits.writeTimeoutMs)
  let stopping = false
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await app.fetch(request, { peer: incoming.socket.remoteAddress })
      // A keep-alive connection would keep the server open.
      if (stopping) outgoing.setHeader('Connection', 'close')
      return response
    },
    { errorHandler: () => problemResponse({ type: 'malformed_request' }) },
  )
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.idleTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
      maxHeaderSize: MAX_HEADERS,
      // HTTP/1.0 has none.
      requireHostHeader: false,
      // So that two Hosts are not one, but no host.
      joinDuplicateHeaders: true,
    },
    inTurn(async (incoming, outgoing) => {
      normalizeTarget(incoming)
      const { method, url, headers } = incoming
      // It asks about the server and no path (RFC 9110, section 9.3.7).
      const isServerOptions = method === 'OPTIONS' && url === '*' && headers.host !== ''
      if (!isServerOptions) await listener(incoming, outgoing)
      else outgoing.writeHead(204, { ...API_HEADERS, 'X-Request-Id': crypto.randomUUID() }).end()
      if (!incoming.complete) discardRest(incoming)
      watchWriting(outgoing)
    }),
  )
  server.on('clientError', refuseBroken).on('checkExpectation', refuseExpect)

  await listening(address, () => once(server.listen(port, host), 'listening'))
  const bound = server.address()
  return {
    url: urlOf(host, typeof bound === 'object' && bound !== null ? bound.port : port),
    stop: async () => {
      stopping = true
      await pause(limits.shutdownDelayMs)
      const closed = once(server, 'close')
      server.close()
      setTimeout(() => server.closeAllConnections(), limits.drainTimeoutMs).unref()
      await closed
    },
  }
}
