import type { Context } from 'hono'
import type { UserId } from '../../domain/user.ts'

/**
 * What the server says of a request (`peer`, the address of the connection, where it knows it), and what the middleware
 * leaves for the handlers: `userId` is there on every route behind `signedIn`.
 */
export type HttpEnvironment = {
  Bindings: { peer?: string | undefined }
  Variables: { requestId: string; userId: UserId }
}
export type HttpContext = Context<HttpEnvironment>
