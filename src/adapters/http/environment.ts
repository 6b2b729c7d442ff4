import type { Context } from 'hono'
import type { Principal } from '../../application/shop.ts'

/**
 * `peer` is the connection's address, if known; `principal` is set behind `signedIn`; `account` is whom a registration or
 * a login is for; `code` is a refusal's; `forBrowsers` are headers that depend on the request.
 */
export type HttpEnvironment = {
  Bindings: { peer?: string | undefined }
  Variables: {
    requestId: string
    principal: Principal
    account?: Principal['userId'] | undefined
    code?: string
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
