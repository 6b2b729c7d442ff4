import type { App } from './running-server.ts'
import { unreadable } from './unreadable.ts'

/*
 * For hosts that listen themselves and call `fetch`: nobody starts the shop there, so it opens with a request.
 */

type Open = () => Promise<{ readonly app: App; readonly shop: { close(): Promise<void> } }>

/** `deno serve` says second where the request is from; workerd says second what it is bound to, and third what may go on. */
type Fetch = (
  request: Request,
  information?: { readonly remoteAddr?: { readonly hostname?: string } },
  context?: { waitUntil(promise: Promise<unknown>): void },
) => Promise<Response>

/** What kept the shop from opening may pass: the operator reads it, the client is asked to come again. */
const orUnavailable = async (answer: () => Promise<Response>, tell: (sentence: string) => void): Promise<Response> => {
  try {
    return await answer()
  } catch (reason) {
    tell(`kiosk: ${reason instanceof Error ? reason.message : reason}`)
    return unreadable({ type: 'unavailable' })
  }
}

/** One shop for all requests, opened with the first; an opening that failed is tried again with the next. */
export const oneForAll = (open: Open, tell: (sentence: string) => void): Fetch => {
  let opened: ReturnType<Open> | undefined
  return (request, information) =>
    orUnavailable(async () => {
      opened ??= open().catch((reason) => {
        opened = undefined
        throw reason
      })
      return (await opened).app.fetch(request, { peer: information?.remoteAddr?.hostname })
    }, tell)
}

/**
 * A shop for every request, closed behind its response: on workerd sockets belong to the request that opened them, and
 * whoever waits for another request's promise waits for ever when that request is gone. So there is nothing to share,
 * and neither purchases nor reads gather; what Kiosk does for one busy process, workerd does with many isolates.
 */
export const oneForEach =
  (open: Open, tell: (sentence: string) => void): Fetch =>
  (request, _bindings, context) =>
    orUnavailable(async () => {
      const { app, shop } = await open()
      const response = await app.fetch(request, { peer: request.headers.get('CF-Connecting-IP') ?? undefined })
      context?.waitUntil(shop.close())
      return response
    }, tell)
