import { setTimeout } from 'node:timers/promises'
import { cannotListen, LIMITS, type Serve, urlOf } from './running-server.ts'
import { unreadable } from './unreadable.ts'

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
  const answering = new Set<Promise<Response>>()
  let closed = false

  const answer = async (request: Request, peer: string): Promise<Response> => {
    if (closed) return unreadable({ type: 'unavailable' })
    const answered = Promise.resolve(app.fetch(request, { peer }))
    answering.add(answered)
    return answered.finally(() => answering.delete(answered))
  }
  const listen = (): DenoServer => {
    try {
      return Deno.serve(
        { port, ...(host === undefined ? {} : { hostname: host }), signal: abort.signal, onListen: () => undefined },
        (request, { remoteAddr }) => answer(request, remoteAddr.hostname),
      )
    } catch (reason) {
      throw cannotListen(address, reason)
    }
  }
  const server = listen()
  return {
    url: urlOf(host, server.addr.port),
    stop: async () => {
      await setTimeout(limits.farewell)
      closed = true
      const answered = Promise.allSettled(answering).then(() => true)
      // `shutdown` takes the body away from whoever is still reading one, and no abort may follow it (tried with 2.9.6).
      if (await Promise.race([answered, setTimeout(limits.drain, false)])) {
        await Promise.race([server.shutdown(), setTimeout(FLUSH)])
      } else abort.abort()
    },
  }
}
