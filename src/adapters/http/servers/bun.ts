import { setTimeout } from 'node:timers/promises'
import { problemResponse } from '../problems.ts'
import { HOST, LIMITS, listening, type Serve, urlOf } from './server.ts'

/** What we use of https://bun.sh/docs/api/http: its types would change Node's. */
type BunServer = {
  readonly port: number
  requestIP(request: Request): { readonly address: string } | null
  stop(closeActiveConnections?: boolean): Promise<void>
}
type Handler = (request: Request, server: BunServer) => Response | Promise<Response>
type Limits = { idleTimeout: number; maxRequestBodySize: number }
type Options = Limits & { port: number; hostname: string | undefined; development: boolean; fetch: Handler }

declare const Bun: { readonly serve: (options: Options) => BunServer }

/** Serves on Bun; docs/runtimes.md lists the limits it lacks. */
export const serveOnBun: Serve = async (app, address, limits = LIMITS) => {
  const { port, host } = address
  const server = await listening(address, () =>
    Bun.serve({
      port,
      hostname: host,
      // Also applies within a request; a timeout set for one request would stay for the next (1.4.5).
      idleTimeout: limits.idleTimeoutMs / 1_000,
      // The shop counts and answers 413; Bun reads ahead by some megabytes (1.4.5).
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      development: false,
      fetch: (request, server) => {
        const peer = server.requestIP(request)?.address
        // Bun joins two Hosts, and without one, as in HTTP/1.0, its URL is the path alone (1.4.5).
        if (!HOST.test(request.headers.get('Host') ?? '')) return problemResponse({ type: 'malformed_request' })
        if (!request.url.startsWith('/')) return app.fetch(request, { peer })
        return app.fetch(new Request(`http://localhost${request.url}`, request), { peer })
      },
    }),
  )
  return {
    url: urlOf(host, server.port),
    stop: async () => {
      await setTimeout(limits.shutdownDelayMs)
      await Promise.race([server.stop(), setTimeout(limits.drainTimeoutMs).then(() => server.stop(true))])
    },
  }
}
