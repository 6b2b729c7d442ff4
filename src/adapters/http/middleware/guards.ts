import type { MiddlewareHandler } from 'hono'
import type { Accounts } from '../../../application/shop.ts'
import type { UserId } from '../../../domain/accounts/user.ts'
import type { HttpEnvironment } from '../environment.ts'
import { refuse } from '../problems.ts'

const guards = new WeakSet<object>()
const guard = <Environment extends HttpEnvironment>(handler: MiddlewareHandler<Environment>) => {
  guards.add(handler)
  return handler
}

/** A test fails for a route that does not begin with a guard. */
export const isGuard = (handler: object): boolean => guards.has(handler)

export const anyone = guard<HttpEnvironment>((_, next) => next())

/** A good access token (RFC 6750, section 2.1). */
export const signedIn = ({ authenticate }: Pick<Accounts, 'authenticate'>) =>
  guard<HttpEnvironment & { Variables: { userId: UserId } }>(async (c, next) => {
    const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
    if (token === undefined) return refuse(c, { type: 'token_missing' })
    const principal = await authenticate(token)
    if (!principal) return refuse(c, { type: 'token_invalid' })
    c.set('userId', principal.userId)
    return next()
  })
