// Imports no test runner and no runtime API: the cases that use it also run on Bun, Deno and workerd.

/** Sends one request to a shop: `fetch`, with the shop's address in front of the path. */
export type Send = (path: string, init?: RequestInit) => Promise<Response>

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown }

type Headed = Readonly<Record<string, string>>

/** Sends to the servers of one shop in turn, so that one customer's requests are spread over all of them. */
export const sendTo = (servers: readonly string[]): Send => {
  let turn = 0
  return (path, init) => fetch(new URL(path, servers[turn++ % servers.length]), init)
}

/** The answer with its body read: JSON as a value, anything else as text, nothing as `undefined`. */
export const read = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
  const body: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text
  return { status: response.status, headers: response.headers, body }
}

/** A client of the shop; with a token, a customer's. */
export const client = (send: Send, token?: string) => {
  const ask = async (method: string, path: string, body?: unknown, headers: Headed = {}): Promise<Answer> => {
    const own = {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    }
    const init = { method, headers: { ...own, ...headers } }
    return read(await send(path, body === undefined ? init : { ...init, body: JSON.stringify(body) }))
  }
  return {
    ask,
    get: (path: string, headers?: Headed) => ask('GET', path, undefined, headers),
    post: (path: string, body?: unknown, headers?: Headed) => ask('POST', path, body, headers),
    put: (path: string, body?: unknown) => ask('PUT', path, body),
    patch: (path: string, body?: unknown) => ask('PATCH', path, body),
    delete: (path: string) => ask('DELETE', path),
  }
}

export type Client = ReturnType<typeof client>

/** The member of an answer at this path of names and positions. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((holder: unknown, name) => {
    if (typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)) return Reflect.get(holder, name)
    throw new Error(`nothing at ${path.join('.')} in ${JSON.stringify(value)}`)
  }, value)

export const codeOf = ({ body }: Answer): unknown =>
  typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined

/** Runs the task for each, `size` at a time. */
export const inBatches = async <T, R>(all: readonly T[], size: number, task: (one: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = []
  for (let from = 0; from < all.length; from += size) {
    done.push(...(await Promise.all(all.slice(from, from + size).map(task))))
  }
  return done
}
