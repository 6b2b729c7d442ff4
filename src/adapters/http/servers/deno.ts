import { setTimeout } from 'node:timers/promises'
import { problemResponse } from '../problems.ts'
import { LIMITS, listening, type Serve, urlOf } from './server.ts'

/** The part of Deno's server that we use (https://docs.deno.com/api/deno/~/Deno.serve). */
type DenoAddress = { readonly hostname: string; readonly port: number }
type DenoServer = { readonly addr: DenoAddress; shutdown(): Promise<void> }
type Handler = (request: Request, info: { readonly remoteAddr: DenoAddress }) => Response | Promise<Response>
type Options = { port: number; hostname: string | undefined; signal: AbortSignal; onListen(): void }

declare const Deno: { readonly serve: (options: Options, handler: Handler) => DenoServer }

const FLUSH_MS = 1_000

/** Serves on Deno, which has no limits to set. */
export const serveOnDeno: Serve = async (app, address, limits = LIMITS) => {
  const { port, host } = address
  const abort = new AbortController()
  const answering = new Set<Promise<Response>>()
  let closed = false
  const answer: Handler = (request, { remoteAddr }) => {
    // Deno cannot stop accepting requests while it answers others.
    if (closed) return problemResponse({ type: 'unavailable' })
    const answered = Promise.resolve(app.fetch(request, { peer: remoteAddr.hostname }))
    answering.add(answered)
    return answered.finally(() => answering.delete(answered))
  }
  const server = await listening(address, () =>
    Deno.serve({ port, hostname: host, signal: abort.signal, onListen: () => undefined }, answer),
  )
  return {
    url: urlOf(host, server.addr.port),
    stop: async () => {
      await setTimeout(limits.shutdownDelayMs)
      closed = true
      const drained = Promise.allSettled(answering).then(() => true)
      const inTime = await Promise.race([drained, setTimeout(limits.drainTimeoutMs, false)])
      // `shutdown` cancels request bodies that are being read, and must not be followed by an abort (2.9.6).
      if (inTime) await Promise.race([server.shutdown(), setTimeout(FLUSH_MS)])
      else abort.abort()
    },
  }
}
