import { type Connection, openConnection, request } from './client.ts'
import { BUYERS, type Buyer, expectStatus, LIVEZ, newAddress, PRODUCTS } from './target.ts'

/** Does one thing of those that are counted, and checks its answers. */
type Lane = () => Promise<void>

/** A workload on one server, which is the same for all its rounds. */
export type Work = {
  /** How many connections it has. */
  readonly clients: number
  lane(connection: Connection, client: number): Lane
  /** Throws if what the server says after all rounds does not fit what was done. */
  verify(): Promise<void>
}

export type Workload = {
  readonly name: string
  readonly title: string
  /** Whether the limit can do it too. */
  readonly limited: boolean
  readonly needsBuyers: boolean
  prepare(port: number, buyers: readonly Buyer[]): Promise<Work>
}

/** Something that is read again and again and stays the same. */
const read = (name: string, title: string, path: string): Workload => ({
  name,
  title,
  limited: true,
  needsBuyers: false,
  prepare: async (port) => {
    const get = request('GET', path)
    const first = await askOnce(port, path)
    const lane = (connection: Connection) => async () => {
      const answer = await connection.send(get)
      expectStatus(`GET ${path}`, answer, 200)
      if (answer.body !== first)
        throw new Error(`GET ${path} was answered differently: ${answer.body}, first: ${first}`)
    }
    return { clients: BUYERS, lane, verify: async () => undefined }
  },
})

type Listed = { readonly id: number; readonly stock: number }

/** Purchases of one piece each; `choose` says which product a buyer buys next, from their number. */
const purchases = (
  name: string,
  title: string,
  choose: (products: number, buyer: number, purchase: number) => number,
): Workload => ({
  name,
  title,
  limited: false,
  needsBuyers: true,
  prepare: async (port, buyers) => {
    const list = async (): Promise<readonly Listed[]> => JSON.parse(await askOnce(port, '/products'))
    const before = await list()
    const bought = new Map<number, number>()
    const made = buyers.map(() => 0)
    const lane = (connection: Connection, buyer: number): Lane => {
      const token = buyers[buyer]?.token ?? ''
      const checkout = request('POST', '/checkout', { token })
      return async () => {
        const purchase = made[buyer] ?? 0
        made[buyer] = purchase + 1
        const id = before[choose(before.length, buyer, purchase)]?.id ?? 0
        const add = request('POST', '/add-to-cart', { token, body: { product_id: id, quantity: 1 } })
        expectStatus('POST /add-to-cart', await connection.send(add), 200)
        expectStatus('POST /checkout', await connection.send(checkout), 201)
        bought.set(id, (bought.get(id) ?? 0) + 1)
      }
    }
    const verify = async () => {
      const after = new Map((await list()).map(({ id, stock }) => [id, stock]))
      for (const { id, stock } of before) {
        const taken = stock - (after.get(id) ?? Number.NaN)
        const sold = bought.get(id) ?? 0
        if (taken !== sold) throw new Error(`product ${id} was bought ${sold} times, and its stock is ${taken} less`)
      }
    }
    return { clients: buyers.length, lane, verify }
  },
})

const logins: Workload = {
  name: 'login',
  title: 'logins/s',
  limited: false,
  needsBuyers: true,
  prepare: async (_, buyers) => {
    let next = 0
    const lane = (connection: Connection) => async () => {
      const { email, password } = buyers[next++ % buyers.length] ?? {}
      const answer = await connection.send(request('POST', '/login', { body: { email, password }, from: newAddress() }))
      expectStatus('POST /login', answer, 200)
      if (!answer.body.includes('"token":"'))
        throw new Error(`POST /login was answered without a token: ${answer.body}`)
    }
    // Enough to keep the hashing busy: more would only make a round last until the last of them has had its turn.
    return { clients: 4, lane, verify: async () => undefined }
  },
}

/** What is counted a second. Reads come before purchases, which change what they read. */
export const WORKLOADS: readonly Workload[] = [
  read('livez', 'GET /livez, answers/s', LIVEZ),
  read('products', 'reads of 20 products, answers/s', PRODUCTS),
  purchases(
    'spread',
    'purchases of everything, /s',
    (products, buyer, purchase) => (Math.floor((buyer * products) / BUYERS) + purchase) % products,
  ),
  purchases('hot', 'purchases of one product, /s', () => 0),
  logins,
]

/** How often a second the work is done while `goesOn` says so; it hears what was done, and the milliseconds it took. */
export const rateOf = async (
  port: number,
  { clients, lane }: Work,
  goesOn: (done: number, milliseconds: number) => boolean,
): Promise<number> => {
  // New ones: servers close what idles while the others have their turns.
  const connections = await Promise.all(Array.from({ length: clients }, () => openConnection(port)))
  const lanes = connections.map(lane)
  // What a new connection costs the server is no part of the figure.
  await Promise.all(lanes.map((once) => once()))
  const start = performance.now()
  let done = 0
  await Promise.all(
    lanes.map(async (once) => {
      while (goesOn(done, performance.now() - start)) {
        await once()
        done++
      }
    }),
  )
  // Until the last answer: all that was begun has been counted, and none of it disturbs the next target.
  const seconds = (performance.now() - start) / 1_000
  for (const connection of connections) connection.close()
  return done / seconds
}

const askOnce = async (port: number, path: string): Promise<string> => {
  const connection = await openConnection(port)
  const answer = await connection.send(request('GET', path))
  connection.close()
  expectStatus(`GET ${path}`, answer, 200)
  return answer.body
}
