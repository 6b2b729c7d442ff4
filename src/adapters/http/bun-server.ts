import { cannotListen, LIMITS, type Serve, urlOf } from './running-server.ts'

/** The part of Bun's server that we use (https://bun.sh/docs/api/http): its types would change what Node's say. */
type BunServer = {
  readonly port: number
  requestIP(request: Request): { readonly address: string } | null
  stop(closeActiveConnections?: boolean): Promise<void>
}
type BunServe = (options: {
  port: number
  hostname?: string
  idleTimeout: number
  maxRequestBodySize: number
  development: boolean
  fetch(request: Request, server: BunServer): Response | Promise<Response>
}) => BunServer

declare const Bun: { readonly serve: BunServe }

/** Serves on Bun. What it cannot be told stands beside `LIMITS`. */
export const serveOnBun: Serve = async (app, address, limits = LIMITS) => {
  const { port, host } = address
  const listen = (): BunServer => {
    try {
      return Bun.serve({
        port,
        ...(host === undefined ? {} : { hostname: host }),
        // For silence in a request too: a shorter one for a request would last on for the next (tried with 1.4.5).
        idleTimeout: limits.idle / 1_000,
        // It is the shop that counts and answers 413; Bun reads ahead of it by some megabytes at most (tried).
        maxRequestBodySize: Number.MAX_SAFE_INTEGER,
        development: false,
        fetch: (request, server) => app.fetch(request, { peer: server.requestIP(request)?.address }),
      })
    } catch (reason) {
      throw cannotListen(address, reason)
    }
  }
  const server = listen()
  return {
    url: urlOf(host, server.port),
    stop: async () => {
      await new Promise((resolve) => setTimeout(resolve, limits.farewell))
      const patience = setTimeout(() => server.stop(true), limits.drain)
      await server.stop()
      clearTimeout(patience)
    },
  }
}
