import { createMiddleware } from 'hono/factory'
import type { Shop } from '../../application/shop.ts'
import type { HttpEnvironment } from './environment.ts'
import { refuse } from './problem.ts'

/** Lets only requests with a good access token pass (RFC 6750, section 2.1), and tells the handlers whose it is. */
export const signedIn = (shop: Shop) =>
  createMiddleware<HttpEnvironment>(async (c, next) => {
    const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
    if (token === undefined) return refuse(c, { type: 'token_missing' })
    const userId = await shop.authenticate(token)
    if (userId === undefined) return refuse(c, { type: 'token_invalid' })
    c.set('userId', userId)
    return next()
  })
