import { expect } from 'vitest'
import { client, type Send } from '../support/client.ts'
import { PASSWORD } from '../support/customers.ts'
import { SECRET, type Server } from '../support/server-process.ts'
import { simultaneousContract } from '../system/simultaneous.ts'
import { badInput } from '../unit/http/bad-input.cases.ts'
import { openWorld, refuses, type World } from '../unit/http/bad-request.ts'
import { seedCases } from '../unit/http/seed.cases.ts'

export type HttpFixture = { readonly url: string; readonly send: Send; readonly world: World }

/** The server at `url` has the demo catalogue. */
export const openHttpFixture = async (url: string): Promise<HttpFixture> => {
  const send: Send = (path, init) => fetch(url + path, init)
  return { url, send, world: await openWorld(send, { secret: SECRET, now: Math.floor(Date.now() / 1_000) }) }
}

type Promises = readonly (readonly [name: string, run: (fixture: HttpFixture) => Promise<void>])[]

const seed: Promises = Object.entries(seedCases).map(([name, run]) => [`seed: ${name}`, ({ send }) => run(send)])
// The first one alone: hashing passwords takes long on workerd, and the contracts run the others.
const simultaneous: Promises = Object.entries(simultaneousContract)
  .slice(0, 1)
  .map(([name, run]) => [`simultaneous: ${name}`, ({ url }) => run([url])])

/** The promises of the HTTP API over every store. */
export const api = [...seed, ...simultaneous]

/** The refusals of malformed, hostile and oversized requests. */
export const refusals: Promises = Object.entries(badInput).flatMap(([kind, rows]) =>
  rows.map((row): Promises[number] => [`bad ${kind}: ${row[0]}`, ({ send, world }) => refuses(row, world, send)]),
)

/** All that the refused requests could have changed. */
export const stateOf = ({ send, world }: HttpFixture): Promise<unknown> =>
  Promise.all(
    ['/products', '/cart', '/orders'].flatMap((path) =>
      [world.customer, world.other].map(async ({ token }) => (await client(send, token).get(path)).body),
    ),
  )

/** Sends SIGTERM in the middle of a registration, and the rest of it once the server serves nobody else. */
export const stopDuringRequest = async (server: Server) => {
  const livez = () =>
    fetch(`${server.url}/livez`).then(
      (response) => response.status,
      () => 503,
    )
  const form = JSON.stringify({ email: 'ada@example.com', username: 'ada', password: PASSWORD })
  const { readable, writable } = new TextEncoderStream()
  const headers = { 'Content-Type': 'application/json' }
  const answer = fetch(`${server.url}/register`, { method: 'POST', headers, body: readable, duplex: 'half' })
  const body = writable.getWriter()
  await body.write(form.slice(0, 40))
  // The server has the first half when it answers a later request.
  expect(await livez()).toBe(200)
  const ended = server.end('SIGTERM')
  await expect.poll(livez, { timeout: 5_000 }).toBe(503)
  await body.write(form.slice(40))
  await body.close()
  return { status: (await answer).status, code: (await ended).code }
}
