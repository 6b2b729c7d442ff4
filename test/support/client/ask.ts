export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown }

/** Asks the shop one thing over HTTP, as any client would: `body` is sent as JSON. */
export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>

/** The global `fetch`, which goes over a socket, or an app's own, which does not. */
export type Send = (request: Request) => Response | Promise<Response>

/**
 * Asks the servers of one shop in turn, so that what one customer does is spread over all of them. An answer that blames
 * the shop (5xx) throws: nothing that the tests ask through this may cause one.
 */
export const asking = (servers: readonly string[], send: Send = fetch): Ask => {
  let turn = 0
  return async (method, path, body, headers) => {
    const server = servers[turn++ % servers.length]
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const response = await send(
      new Request(new URL(path, server), { method, headers: { ...type, ...headers }, ...json }),
    )
    const text = await response.text()
    if (response.status >= 500) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`)
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}

/** The same, with an access token. */
export const signedInAs =
  (token: string, ask: Ask): Ask =>
  (method, path, body, headers) =>
    ask(method, path, body, { Authorization: `Bearer ${token}`, ...headers })

/** Does it to every one of `all`, `size` at a time: as much at once as a shop meets, and no flood. */
export const inBatches = async <T, R>(all: readonly T[], size: number, task: (one: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = []
  for (let from = 0; from < all.length; from += size) {
    done.push(...(await Promise.all(all.slice(from, from + size).map(task))))
  }
  return done
}
