import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { HttpEnvironment } from './environment.ts'

export type RunningServer = {
  /** Where it listens, as a browser would be told. */
  readonly url: string
  /** Takes no new requests and waits until those it took are answered. */
  stop(): Promise<void>
}

/** Serves on Node. `port` 0 takes a free one. Throws, in one sentence, when it cannot listen there. */
export const serveOnNode = async (
  app: Hono<HttpEnvironment>,
  port: number,
  host: string | undefined,
): Promise<RunningServer> => {
  const server = createAdaptorServer({
    fetch: (request, { incoming, outgoing }) => {
      // A body that was refused unread has to run off, or the next request of its connection waits behind it and is cut
      // off. @hono/node-server 2.1.8 sets it flowing, but its own web stream over the body stops it at every chunk.
      outgoing.once('finish', () => incoming.removeAllListeners('data'))
      return app.fetch(request, { peer: incoming.socket.remoteAddress })
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
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

const codeOf = (reason: unknown): string =>
  reason instanceof Error && 'code' in reason ? String(reason.code) : String(reason)
