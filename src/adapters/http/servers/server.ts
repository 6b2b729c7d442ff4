import type { HttpEnvironment } from '../environment.ts'

/** What a server serves: hono's `fetch`, given the client's address. */
export type App = { fetch(request: Request, bindings?: HttpEnvironment['Bindings']): Response | Promise<Response> }

export type RunningServer = {
  readonly url: string
  /** Graceful shutdown: after the delay rejects new requests, drains running ones. */
  stop(): Promise<void>
}

/** `settings` begins the names of the variables that chose host and port. */
export type Address = { readonly port: number; readonly host?: string | undefined; readonly settings?: string }

/** Set explicitly: the runtimes' defaults differ. docs/runtimes.md lists which of them each server supports. */
export const LIMITS = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  /** How long a response may make no progress. */
  writeTimeoutMs: 10_000,
  /** Keep-alive timeout; longer than a proxy’s (60 s), so that the proxy closes first. */
  idleTimeoutMs: 65_000,
  /** Time for the load balancer to see that the shop is not ready. */
  shutdownDelayMs: 1_000,
  drainTimeoutMs: 7_000,
}

/** `port` 0 takes a free one. Throws a sentence when it cannot listen. */
export type Serve = (app: App, address: Address, limits?: typeof LIMITS) => Promise<RunningServer>

/** Throws a sentence that names the setting at fault. */
export const listening = async <T>({ port, host, settings = '' }: Address, listen: () => T): Promise<Awaited<T>> => {
  try {
    return await listen()
  } catch (reason) {
    const code = reason instanceof Error && 'code' in reason ? String(reason.code) : String(reason)
    // Bun 1.4.5 also says EADDRINUSE of a name that it cannot look up.
    const isOfPort = host === undefined || ['EADDRINUSE', 'EACCES'].includes(code)
    const onPort = `cannot listen on port ${port} (${code}): free it, or set ${settings}PORT to another one`
    const other = `cannot listen at ${host} (${code}): set ${settings}HOST to an address of this machine, or to nothing`
    throw new Error(isOfPort ? onPort : other, { cause: reason })
  }
}

export const urlOf = (host: string | undefined, port: number): string => {
  if (host === undefined || host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** RFC 9110, section 7.2, with RFC 3986, section 3.2: a name or address, maybe a port, no user. */
export const HOST = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i
