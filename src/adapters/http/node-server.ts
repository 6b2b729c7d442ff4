import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { HttpEnvironment } from './environment.ts'

export type RunningServer = {
  /** Where it listens, as a browser would be told. */
  readonly url: string
  /** Takes no new requests and waits until those it took are answered, ten seconds at most. */
  stop(): Promise<void>
}

/** Milliseconds for what is in flight when the server stops: who has not sent the rest of a request by then, will not. */
const DRAIN = 10_000

/** Serves on Node. `port` 0 takes a free one. Throws, in one sentence, when it cannot listen there. */
export const serveOnNode = async (
  app: Hono<HttpEnvironment>,
  port: number,
  host: string | undefined,
): Promise<RunningServer> => {
  let stopping = false
  const server = createAdaptorServer({
    fetch: async (request, { incoming, outgoing }) => {
      // A body that was refused unread has to run off, or the next request of its connection waits behind it and is cut
      // off. @hono/node-server 2.1.8 sets it flowing, but its own web stream over the body stops it at every chunk.
      outgoing.once('finish', () => incoming.removeAllListeners('data'))
      const response = await app.fetch(request, { peer: incoming.socket.remoteAddress })
      // A client that was let to keep its connection alive would keep the server alive with it.
      if (stopping) response.headers.set('Connection', 'close')
      return response
    },
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
      const patience = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN)
      await closed
      clearTimeout(patience)
    },
  }
}

const codeOf = (reason: unknown): string =>
  reason instanceof Error && 'code' in reason ? String(reason.code) : String(reason)
