// How a client speaks to the shop, wherever the shop stands: no runner and no runtime is named here, so that the cases
// beside it also run on Bun, Deno and workerd.

/** Sends one request to a shop: `fetch`, with the shop's address in front of the path. */
export type Send = (path: string, init?: RequestInit) => Promise<Response>

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown }

type Headed = Readonly<Record<string, string>>

/** What was answered, with the body read: JSON as a value, anything else as text, nothing as `undefined`. */
export const read = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
  const body: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text
  return { status: response.status, headers: response.headers, body }
}

/** Someone at the shop's door: with a token a customer, without one a visitor. */
export const caller = (send: Send, token?: string) => {
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
    delete: (path: string) => ask('DELETE', path),
  }
}

export type Caller = ReturnType<typeof caller>

/** The member of an answer at this path of names and positions; throws, showing what is there, when it is missing. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((holder: unknown, name) => {
    if (typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)) return Reflect.get(holder, name)
    throw new Error(`nothing at ${path.join('.')} in ${JSON.stringify(value)}`)
  }, value)

/** The stable word by which an answer names what it refused. */
export const codeOf = ({ body }: Answer): unknown =>
  typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
