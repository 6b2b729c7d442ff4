import type { HttpEnvironment } from './environment.ts'

/** What a server serves: hono's `fetch`, told who asks. */
export type App = {
  fetch(request: Request, bindings?: HttpEnvironment['Bindings']): Response | Promise<Response>
}

export type RunningServer = {
  /** Where it listens, as a browser would be told. */
  readonly url: string
  /** After a farewell takes no new requests, and waits until those it took are answered, `drain` at most. */
  stop(): Promise<void>
}

/** `setting` is the variable that named the port, for whoever has to choose another. */
export type Address = { readonly port: number; readonly host?: string | undefined; readonly setting?: string }

/** Milliseconds that a client may take, all said here because the runtimes and their versions differ. */
export type Limits = {
  /** For the line and headers of a request. */
  readonly headers: number
  /** For all of a request. */
  readonly request: number
  /** Between two requests of one connection; above what proxies keep theirs (60 s), who would lose a race otherwise. */
  readonly idle: number
  /** From being told to stop until nobody is let in: whoever sends customers here has time to see that it is not ready. */
  readonly farewell: number
  /** For what is in flight when the server stops: who has not sent the rest of a request by then, will not. */
  readonly drain: number
}

/**
 * What each server can be told of it, as tried with Node 24 and 26, Bun 1.4.5 and Deno 2.9.6. Where it is less, a proxy
 * with deadlines belongs in front.
 *
 * | | Node | Bun | Deno | workerd |
 * |---|---|---|---|---|
 * | headers | as said | its own 12 s | none | its host's |
 * | request | as said | none while bytes come, `idle` when none do | none | its host's |
 * | idle | as said | as said | none | its host's |
 * | size of headers | 16 KiB | its own, below 20 KB | its own, above 20 KB | its host's |
 * | size of bodies | the shop's 64 KiB | likewise | likewise | likewise |
 * | farewell | as said | as said | as said | none |
 * | drain | as said | as said | as said, with a 503 for newcomers; with `deno serve` also for half a request | none |
 */
export const LIMITS: Limits = { headers: 10_000, request: 30_000, idle: 65_000, farewell: 1_000, drain: 7_000 }

/** Serves on one runtime. `port` 0 takes a free one. Throws, in one sentence, when it cannot listen there. */
export type Serve = (app: App, address: Address, limits?: Limits) => Promise<RunningServer>

/** What an operator reads when the port is taken or not ours to take. */
export const cannotListen = ({ port, setting = 'PORT' }: Address, reason: unknown): Error => {
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : String(reason)
  return new Error(`cannot listen on port ${port} (${code}): free it, or set ${setting} to another one`, {
    cause: reason,
  })
}

export const urlOf = (host: string | undefined, port: number): string =>
  `http://${host === undefined || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`
