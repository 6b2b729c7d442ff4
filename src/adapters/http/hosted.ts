import { setTimeout } from 'node:timers/promises'
import type { Shop } from '../../application/shop.ts'
import { inFlight } from './in-flight.ts'
import { type App, LIMITS, type Limits } from './running-server.ts'
import { unreadable } from './unreadable.ts'

/*
 * For hosts that listen themselves and call `fetch`: they may do so before the shop is open.
 */

/** What can be asked already, and `open`, for which almost everything has to wait. */
type Hosted = {
  readonly app: App
  readonly shop: Pick<Shop, 'retire' | 'close'>
  readonly open: () => Promise<unknown>
}

/** `deno serve` says second where the request is from; workerd says second what it is bound to, and third what may go on. */
type Fetch = (
  request: Request,
  information?: { readonly remoteAddr?: { readonly hostname?: string } },
  context?: { waitUntil(promise: Promise<unknown>): void },
) => Promise<Response>

/** Milliseconds that a request waits for a shop that is opening, and for the last answers to leave one that has closed. */
const OPENING = 1_000
const FLUSH = 250

/** Only one route asks for nothing that has to be opened. */
const waits = (request: Request): boolean => new URL(request.url).pathname !== '/livez'

/** What kept the shop from opening may pass: the operator reads it, the client is asked to come again. */
const orUnavailable = async (
  answer: () => Response | Promise<Response>,
  tell: (reason: unknown) => void,
): Promise<Response> => {
  try {
    return await answer()
  } catch (reason) {
    tell(reason)
    return unreadable({ type: 'unavailable' })
  }
}

/** For a moment requests wait for the opening; who comes when it takes longer is asked to come again. */
const whileOpening = (app: App, opening: Promise<unknown>): App => {
  let isOpen = false
  opening.then(
    () => {
      isOpen = true
    },
    () => undefined,
  )
  return {
    fetch: async (request, bindings) => {
      if (isOpen || !waits(request)) return app.fetch(request, bindings)
      await Promise.race([opening, setTimeout(OPENING)])
      return isOpen ? app.fetch(request, bindings) : unreadable({ type: 'unavailable' })
    },
  }
}

/** One shop for all requests, which opens when it is told to or with the first; an opening that failed is tried again. */
export const oneForAll = <T extends Hosted>(prepare: () => Promise<T>, tell: (reason: unknown) => void) => {
  type Opening = T & { readonly opening: Promise<unknown> }
  let begun: Promise<Opening> | undefined
  const begin = (): Promise<Opening> => {
    const beginning = prepare().then((hosted) => {
      const opening = hosted.open()
      return { ...hosted, opening, app: whileOpening(hosted.app, opening) }
    })
    beginning
      .then(({ opening }) => opening)
      .catch(() => {
        begun = undefined
      })
    return beginning
  }
  const theShop = (): Promise<Opening> => (begun ??= begin())
  const requests = inFlight({
    fetch: (request, bindings) => orUnavailable(async () => (await theShop()).app.fetch(request, bindings), tell),
  })
  const fetch: Fetch = async (request, information) =>
    requests.fetch(request, { peer: information?.remoteAddr?.hostname })

  return {
    fetch,
    /** Throws why it could not be opened. */
    open: async (): Promise<T> => {
      const shop = await theShop()
      await shop.opening
      return shop
    },
    /** As a server of our own stops; but who listens here lets everyone in until the process ends. */
    stop: async (limits: Pick<Limits, 'farewell' | 'drain'> = LIMITS): Promise<void> => {
      const { shop } = await theShop()
      shop.retire()
      await requests.close(limits)
      await setTimeout(FLUSH)
      await shop.close()
    },
  }
}

/**
 * A shop for every request, closed behind its response: on workerd sockets belong to the request that opened them, and
 * whoever waits for another request's promise waits for ever when that request is gone. So there is nothing to share,
 * and neither purchases nor reads gather; what Kiosk does for one busy process, workerd does with many isolates.
 */
export const oneForEach =
  (prepare: () => Promise<Hosted>, tell: (reason: unknown) => void): Fetch =>
  (request, _bindings, context) =>
    orUnavailable(async () => {
      const { app, shop, open } = await prepare()
      try {
        if (waits(request)) await open()
        return await app.fetch(request, { peer: request.headers.get('CF-Connecting-IP') ?? undefined })
      } finally {
        const closing = shop.close()
        if (context) context.waitUntil(closing)
        else await closing
      }
    }, tell)
