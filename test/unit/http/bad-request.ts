import { equal, holds } from '../../contracts/expect.ts'
import { at, client, codeOf, read, type Send } from '../../support/client.ts'

/** Someone known to the shop, and what a request can say of them. */
export type Person = { readonly id: number; readonly email: string; readonly username: string; readonly token: string }

/** What a bad request finds in the shop: nothing of it may have changed afterwards. */
export type World = {
  /** On sale, and in the customer's cart. */
  readonly product: number
  readonly customer: Person
  /** Has bought once, and has an empty cart. */
  readonly other: Person & { readonly order: string }
  /** What the shop signs its tokens with, so that nearly good ones can be forged. */
  readonly secret: string
  /** Seconds since 1970, by the shop's clock. */
  readonly now: number
}

export type Ask = {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
}

/** A bad request, and exactly how it is answered: `pointer` is the field that is blamed. */
export type BadRequest = readonly [
  name: string,
  ask: (world: World) => Ask | Promise<Ask>,
  status: number,
  code: string | undefined,
  pointer?: string,
]

const signUp = async (send: Send): Promise<Person> => {
  const tag = crypto.randomUUID().slice(0, 13)
  const form = { email: `${tag}@example.com`, username: tag, password: 'securepassword' }
  const registered = await client(send).post('/register', form)
  const loggedIn = await client(send).post('/login', form)
  return { ...form, id: Number(at(registered.body, 'user', 'id')), token: String(at(loggedIn.body, 'token')) }
}

/** Sets the scene in any shop that has products, over HTTP alone. */
export const openWorld = async (send: Send, shop: Pick<World, 'secret' | 'now'>): Promise<World> => {
  const product = Number(at((await client(send).get('/products')).body, 0, 'id'))
  const [customer, other] = [await signUp(send), await signUp(send)]
  await client(send, customer.token).post('/add-to-cart', { product_id: product, quantity: 3 })
  await client(send, other.token).post('/add-to-cart', { product_id: product, quantity: 1 })
  const placed = await client(send, other.token).post('/checkout')
  return { ...shop, product, customer, other: { ...other, order: String(at(placed.body, 'order', 'id')) } }
}

/** Sends a bad request and throws unless it is answered as it should be. */
export const refuses = async ([, ask, status, code, pointer]: BadRequest, world: World, send: Send): Promise<void> => {
  const { path, ...init } = await ask(world)
  // A body that is a stream goes out in chunks, and `fetch` wants to hear that nobody waits for it to end.
  const answer = await read(await send(path, { ...init, duplex: 'half' }))
  equal([answer.status, codeOf(answer)], [status, code], 'the status and code')
  if (code !== undefined) {
    equal(answer.headers.get('Content-Type'), 'application/problem+json', 'the type of the answer')
    equal(at(answer.body, 'request_id'), answer.headers.get('X-Request-Id'), 'the request id')
  }
  if (pointer === undefined) return
  const errors = at(answer.body, 'errors')
  holds(
    Array.isArray(errors) && errors.some((error) => at(error, 'pointer') === pointer),
    `${JSON.stringify(errors)} points at ${pointer}`,
  )
}

const JSON_TYPE = { 'Content-Type': 'application/json' }
const signed = ({ token }: Person) => ({ Authorization: `Bearer ${token}` })

/** From a stranger. */
export const visit =
  (method: string, path: string, body?: unknown, headers: Ask['headers'] = {}) =>
  (): Ask => ({ method, path, ...bodied(body, headers) })

/** From the customer who has something in the cart. */
export const ask =
  (method: string, path: string, body?: unknown, headers: Ask['headers'] = {}) =>
  ({ customer }: World): Ask => ({ method, path, ...bodied(body, { ...signed(customer), ...headers }) })

/** From the customer whose cart is empty. */
export const askAsOther =
  (method: string, path: string, body?: unknown) =>
  ({ other }: World): Ask => ({ method, path, ...bodied(body, signed(other)) })

/** Text and bytes go out as they are, under the type of JSON; anything else is written as JSON. */
const bodied = (body: unknown, headers: NonNullable<Ask['headers']>): Pick<Ask, 'headers' | 'body'> => {
  if (body === undefined) return { headers }
  const typed = { ...JSON_TYPE, ...headers }
  if (typeof body === 'string' || body instanceof ReadableStream) return { headers: typed, body }
  if (body instanceof Uint8Array) return { headers: typed, body: Uint8Array.from(body) }
  return { headers: typed, body: JSON.stringify(body) }
}
