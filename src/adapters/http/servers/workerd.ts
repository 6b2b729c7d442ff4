import { problemResponse } from '../problems.ts'
import type { App } from './server.ts'

/** The app, and `open`, for which almost every request has to wait. */
type Hosted = { readonly app: App; readonly open: () => Promise<unknown>; readonly close: () => Promise<void> }
type Context = { waitUntil(promise: Promise<unknown>): void }

/** A shop per request: a socket belongs to the request that opened it. `logFailure` gets the cause of a 503. */
export const serveOnWorkerd =
  <Env>(prepare: (env: Env) => Promise<Hosted>, logFailure: (reason: unknown) => void) =>
  async (request: Request, env: Env, context: Context): Promise<Response> => {
    try {
      const { app, open, close } = await prepare(env)
      try {
        if (new URL(request.url).pathname !== '/livez') await open()
        return await app.fetch(request, { peer: request.headers.get('CF-Connecting-IP') ?? undefined, isEdge: true })
      } finally {
        context.waitUntil(close())
      }
    } catch (reason) {
      logFailure(reason)
      return problemResponse({ type: 'unavailable' })
    }
  }
