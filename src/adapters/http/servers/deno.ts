import { setTimeout } from 'node:timers/promises'
import { problemResponse } from './problem-response.ts'
import { type App, cannotListen, LIMITS, type Limits, type Serve, urlOf } from './server.ts'

/** The part of Deno's server that we use (https://docs.deno.com/api/deno/~/Deno.serve). */
type DenoAddress = { readonly hostname: string; readonly port: number }
type DenoServer = { readonly addr: DenoAddress; shutdown(): Promise<void> }
type DenoServe = (
  options: { port: number; hostname?: string; signal: AbortSignal; onListen(): void },
  handler: (request: Request, info: { readonly remoteAddr: DenoAddress }) => Response | Promise<Response>,
) => DenoServer

declare const Deno: { readonly serve: DenoServe }

const FLUSH_MS = 1_000

/** Serves on Deno, which has no limits to set. */
export const serveOnDeno: Serve = async (app, address, limits = LIMITS) => {
  const { port, host } = address
  const abort = new AbortController()
  const { fetch, drain } = draining(app)
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
      // `shutdown` cancels request bodies that are being read, and must not be followed by an abort (2.9.6).
      if (await drain(limits)) await Promise.race([server.shutdown(), setTimeout(FLUSH_MS)])
      else abort.abort()
    },
  }
}

/** Deno cannot stop accepting requests while it answers others. */
const draining = (app: App) => {
  const answering = new Set<Promise<Response>>()
  let closed = false
  const fetch: App['fetch'] = async (request, bindings) => {
    if (closed) return problemResponse({ type: 'unavailable' })
    const answered = Promise.resolve(app.fetch(request, bindings))
    answering.add(answered)
    return answered.finally(() => answering.delete(answered))
  }
  return {
    fetch,
    /** After the shutdown delay new requests get 503; true when the others were answered in time. */
    drain: async ({ shutdownDelayMs, drainTimeoutMs }: Limits): Promise<boolean> => {
      await setTimeout(shutdownDelayMs)
      closed = true
      return Promise.race([Promise.allSettled(answering).then(() => true), setTimeout(drainTimeoutMs, false)])
    },
  }
}
