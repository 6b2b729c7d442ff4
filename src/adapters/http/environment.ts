import type { Context } from 'hono'
import type { Principal } from '../../application/accounts/authenticate.ts'
import type { UserId } from '../../domain/accounts/user.ts'

export type HttpEnvironment = {
  /** The connection's address, if known. */
  Bindings: {
    peer?: string | undefined
    /** The host's own proxies are in front, and it says who the client is. */
    isEdge?: boolean
  }
  Variables: {
    requestId: string
    /** Who asks, behind a guard; whom a registration or a login is for. */
    userId?: UserId | undefined
    principal?: Principal
    isByCookie?: boolean
    /** Of the connection, or as the trusted proxy says. */
    client?: string | undefined
    /** Headers `Set-Cookie`. */
    cookies?: readonly string[]
    /** Of a refusal. */
    code?: string
    /** Headers that depend on the request. */
    forBrowsers?: Readonly<Record<string, string>>
  }
}
export type HttpContext = Context<HttpEnvironment>

type Fields = Readonly<Record<string, string | number | boolean | undefined>>

/** One event a call. Never a password, a token, an email or a secret. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields: Fields) => void

export type RequestMeter = {
  readonly began: () => void
  /** `route` is the template, never the path. */
  readonly ended: (method: string, route: string, status: number, seconds: number) => void
}
