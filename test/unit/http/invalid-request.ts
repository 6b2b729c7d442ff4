import { equal } from '../../contracts/expect.ts'
import { at, client, codeOf, read, type Send } from '../../support/client.ts'
import { type Customer, customer } from '../../support/customers.ts'

/** What an invalid request may name, and must not change. */
export type Fixture = {
  /** On sale; three of it are in the customer's cart. */
  readonly product: number
  readonly customer: Customer
  /** Has placed an order. */
  readonly other: Customer & { readonly order: string }
  /** Signs the shop's tokens. */
  readonly secret: string
}

/** Over HTTP alone, in any shop that has products. */
export const openFixture = async (send: Send, secret: string): Promise<Fixture> => {
  const product = Number(at((await client(send).get('/products')).body, 0, 'id'))
  const [buyer, other] = [await customer(send), await customer(send)]
  await buyer.post('/add-to-cart', { product_id: product, quantity: 3 })
  await other.post('/add-to-cart', { product_id: product, quantity: 1 })
  const order = String(at((await other.post('/checkout')).body, 'order', 'id'))
  return { product, customer: buyer, other: { ...other, order }, secret }
}

type Headers = Readonly<Record<string, string>>
type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
type Request = { readonly method: string; readonly path: string; readonly headers?: Headers; readonly body?: Body }
type RequestOf = (fixture: Fixture) => Request | Promise<Request>

/** `pointer` is the field that the answer points at; an answer to HEAD has no `code`. */
export type InvalidRequest = {
  readonly name: string
  readonly request: RequestOf
  readonly status: number
  readonly code: string | undefined
  readonly pointer: string | undefined
}

/** Makes rows that expect this status and code. */
export const refused =
  (status: number, code: string | undefined) =>
  (name: string, request: RequestOf, pointer?: string): InvalidRequest => ({ name, request, status, code, pointer })

export const invalid = refused(422, 'invalid')

/** Throws unless the request is refused as its row says. */
export const checkRefused = async (row: InvalidRequest, fixture: Fixture, send: Send): Promise<void> => {
  const { path, ...init } = await row.request(fixture)
  // fetch requires `duplex` where the body is a stream.
  const answer = await read(await send(path, { ...init, duplex: 'half' }))
  equal([answer.status, codeOf(answer)], [row.status, row.code], 'the status and code')
  if (row.code !== undefined) {
    equal(answer.headers.get('Content-Type'), 'application/problem+json', 'the content type')
    equal(at(answer.body, 'request_id'), answer.headers.get('X-Request-Id'), 'the request id')
  }
  if (row.pointer !== undefined) equal(at(answer.body, 'errors', 0, 'pointer'), row.pointer, 'the first pointer')
}

/** Text and bytes are sent unchanged, with the content type of JSON; anything else is encoded. */
const withBody = (body: unknown, headers: Headers): Pick<Request, 'headers' | 'body'> => {
  if (body === undefined) return { headers }
  const typed = { 'Content-Type': 'application/json', ...headers }
  if (typeof body === 'string' || body instanceof ReadableStream) return { headers: typed, body }
  return { headers: typed, body: body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body) }
}

export const anonymous =
  (method: string, path: string, body?: unknown, headers: Headers = {}) =>
  (): Request => ({ method, path, ...withBody(body, headers) })

export const asCustomer =
  (method: string, path: string, body?: unknown, headers: Headers = {}) =>
  ({ customer: { token } }: Fixture): Request => ({
    method,
    path,
    ...withBody(body, { Authorization: `Bearer ${token}`, ...headers }),
  })
