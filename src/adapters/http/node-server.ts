import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { cannotListen, LIMITS, type Serve, urlOf } from './running-server.ts'
import { unreadable, unreadableBecause, unreadableBytes } from './unreadable.ts'

/** Serves on Node, from 24 on. */
export const serveOnNode: Serve = async (app, { port, host }, limits = LIMITS) => {
  let stopping = false
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      // A body that was refused unread has to run off, or the next request of its connection waits behind it and is cut
      // off. @hono/node-server 2.1.8 sets it flowing, but its own web stream over the body stops it at every chunk.
      outgoing.once('finish', () => incoming.removeAllListeners('data'))
      const response = await app.fetch(request, { peer: incoming.socket.remoteAddress })
      // A client that was let to keep its connection alive would keep the server alive with it.
      if (stopping) response.headers.set('Connection', 'close')
      return response
    },
    { errorHandler: () => unreadable({ type: 'malformed_request' }) },
  )
  const server = createServer(
    {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: Math.min(1_000, limits.headers),
      maxHeaderSize: 16 * 1024,
      // A missing Host is refused below, like everything else that is malformed.
      requireHostHeader: false,
    },
    listener,
  )
  server.on('clientError', async (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else socket.end(await unreadableBytes(unreadableBecause(error.code)))
  })
  server.on('checkExpectation', async (_, outgoing) => {
    const response = unreadable({ type: 'expectation_failed' })
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
  })

  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (reason) {
    throw cannotListen(port, reason)
  }
  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: urlOf(host, listening),
    stop: async () => {
      stopping = true
      const closed = once(server, 'close')
      server.close()
      const patience = setTimeout(() => server.closeAllConnections(), limits.drain)
      await closed
      clearTimeout(patience)
    },
  }
}
