import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Principal } from '../../../application/accounts/authenticate.ts'
import type { Shop } from '../../../application/shop.ts'
import type { Role, UserId } from '../../../domain/accounts/user.ts'
import { accessCookie } from '../cookies.ts'
import type { HttpEnvironment } from '../environment.ts'
import { type Refusal, refuse } from '../problems.ts'

type Options = {
  readonly role?: Role
  /** The password was checked within five minutes (RFC 9470). */
  readonly fresh?: boolean
  /** Also for a session that was opened with a one-time password. */
  readonly mustChangePassword?: boolean
}

type SignedIn = HttpEnvironment & { Variables: { userId: UserId; principal: Principal; isByCookie: boolean } }

export type SignedInContext = Context<SignedIn>

/** Who asks, for the audit. */
export const actorIn = (c: SignedInContext) => ({ userId: c.get('userId'), requestId: c.get('requestId') })

const SAFE_METHODS = ['GET', 'HEAD']

/** What routes ask of a user. */
export const guardsOf = ({ authenticate, isCsrfToken }: Pick<Shop, 'authenticate' | 'isCsrfToken'>) => {
  /** Authenticates; the refusal of a token that is missing, invalid or insufficient. */
  const refusalOf = async (c: Context, { role, fresh, mustChangePassword }: Options): Promise<Refusal | undefined> => {
    // The header (RFC 6750, section 2.1) wins over the cookie.
    const header = c.req.header('Authorization')
    const token = header === undefined ? accessCookie(c) : /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1]
    if (token === undefined) return { type: 'token_missing' }
    const principal = await authenticate(token)
    if (!principal) return { type: 'token_invalid' }
    const isByCookie = header === undefined
    const needsCsrfToken = isByCookie && !SAFE_METHODS.includes(c.req.method)
    if (needsCsrfToken && !isCsrfToken(c.req.header('X-CSRF-Token'), principal.sessionId)) {
      return { type: 'csrf_token_invalid' }
    }
    if (principal.mustChangePassword && !mustChangePassword) return { type: 'password_change_required' }
    if (role !== undefined && principal.role !== role) return { type: 'role_missing' }
    if (fresh && !principal.isFresh) return { type: 'fresh_login_required' }
    c.set('userId', principal.userId)
    c.set('principal', principal)
    c.set('isByCookie', isByCookie)
    return undefined
  }
  const user = (options: Options = {}) =>
    createMiddleware<SignedIn>(async (c, next) => {
      const refusal = await refusalOf(c, options)
      return refusal ? refuse(c, refusal) : next()
    })
  /** A user, or anyone who sends no token: a bad one is refused. */
  const optional = (options: Options = {}): MiddlewareHandler => {
    const known = user(options)
    return (c, next) => ((c.req.header('Authorization') ?? accessCookie(c)) === undefined ? next() : known(c, next))
  }
  return { user, optional }
}
