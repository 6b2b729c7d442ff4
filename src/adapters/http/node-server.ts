import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { HttpEnvironment } from './environment.ts'
import { unreadable, unreadableBecause, unreadableBytes } from './unreadable.ts'

export type RunningServer = {
  /** Where it listens, as a browser would be told. */
  readonly url: string
  /** Takes no new requests and waits until those it took are answered, `drain` at most. */
  stop(): Promise<void>
}

/** Milliseconds that a client may take, all said here because the runtimes and their versions differ. */
export type Limits = {
  /** For the line and headers of a request. */
  readonly headers: number
  /** For all of a request. */
  readonly request: number
  /** Between two requests of one connection; above what proxies keep theirs (60 s), who would lose a race otherwise. */
  readonly idle: number
  /** For what is in flight when the server stops: who has not sent the rest of a request by then, will not. */
  readonly drain: number
}

export const LIMITS: Limits = { headers: 10_000, request: 30_000, idle: 65_000, drain: 10_000 }

type Address = { readonly port: number; readonly host?: string | undefined }

/** Serves on Node. `port` 0 takes a free one. Throws, in one sentence, when it cannot listen there. */
export const serveOnNode = async (
  app: Hono<HttpEnvironment>,
  { port, host }: Address,
  limits = LIMITS,
): Promise<RunningServer> => {
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
    throw new Error(`cannot listen on port ${port} (${codeOf(reason)}): free it, or set PORT to another one`, {
      cause: reason,
    })
  }
  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host === undefined || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${listening}`,
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

const codeOf = (reason: unknown): string =>
  reason instanceof Error && 'code' in reason ? String(reason.code) : String(reason)
