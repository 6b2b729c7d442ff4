import { setTimeout } from 'node:timers/promises'
import { inFlight } from './in-flight.ts'
import { cannotListen, LIMITS, type Serve, urlOf } from './running-server.ts'

/** The part of Deno's server that we use (https://docs.deno.com/api/deno/~/Deno.serve). */
type DenoAddress = { readonly hostname: string; readonly port: number }
type DenoServer = { readonly addr: DenoAddress; shutdown(): Promise<void> }
type DenoServe = (
  options: { port: number; hostname?: string; signal: AbortSignal; onListen(): void },
  handler: (request: Request, info: { readonly remoteAddr: DenoAddress }) => Response | Promise<Response>,
) => DenoServer

declare const Deno: { readonly serve: DenoServe }

/** Milliseconds for the last answers to leave. */
const FLUSH = 1_000

/** Serves on Deno, which can be told no limit at all: see `LIMITS`. */
export const serveOnDeno: Serve = async (app, address, limits = LIMITS) => {
  const { port, host } = address
  const abort = new AbortController()
  const { fetch, close } = inFlight(app)
  const listen = (): DenoServer => {
    try {
      return Deno.serve(
        { port, ...(host === undefined ? {} : { hostname: host }), signal: abort.signal, onListen: () => undefined },
        (request, { remoteAddr }) => fetch(request, { peer: remoteAddr.hostname }),
      )
    } catch (reason) {
      throw cannotListen(address, reason)
    }
  }
  const server = listen()
  return {
    url: urlOf(host, server.addr.port),
    stop: async () => {
      // `shutdown` takes the body away from whoever is still reading one, and no abort may follow it (tried with 2.9.6).
      if (await close(limits)) {
        await Promise.race([server.shutdown(), setTimeout(FLUSH)])
      } else abort.abort()
    },
  }
}
