import { expect } from 'vitest'
import type { Send } from '../support/client.ts'
import { PASSWORD } from '../support/customers.ts'
import { SECRET, type Server } from '../support/server-process.ts'
import { simultaneousContract } from '../system/simultaneous.ts'
import { checkRefused, type Fixture, openFixture } from '../unit/http/invalid-request.ts'
import { invalidRequests } from '../unit/http/invalid-requests.cases.ts'
import { seedCases } from '../unit/http/seed.cases.ts'
import { sessionCases } from '../unit/http/sessions.cases.ts'

export type HttpFixture = { readonly url: string; readonly send: Send; readonly fixture: Fixture }

/** The server at `url` has the demo catalogue. */
export const openHttpFixture = async (url: string): Promise<HttpFixture> => {
  const send: Send = (path, init) => fetch(url + path, init)
  return { url, send, fixture: await openFixture(send, SECRET) }
}

type Cases = readonly (readonly [name: string, run: (fixture: HttpFixture) => Promise<void>])[]

const seed: Cases = Object.entries(seedCases).map(([name, run]) => [`seed: ${name}`, ({ send }) => run(send)])
// The first one alone: hashing passwords takes long on workerd, and the contracts run the others.
const sessions: Cases = Object.entries(sessionCases).map(([name, run]) => [
  `sessions: ${name}`,
  ({ send }) => run(send),
])
const simultaneous: Cases = Object.entries(simultaneousContract)
  .slice(0, 1)
  .map(([name, run]) => [`simultaneous: ${name}`, ({ url }) => run([url])])

/** The promises of the HTTP API over every store. */
export const api = [...seed, ...sessions, ...simultaneous]

/** The refusals of malformed, hostile and oversized requests. */
export const refusals: Cases = Object.entries(invalidRequests).flatMap(([kind, rows]) =>
  rows.map((row): Cases[number] => [
    `invalid ${kind}: ${row.name}`,
    ({ send, fixture }) => checkRefused(row, fixture, send),
  ]),
)

/** All that the refused requests could have changed. */
export const stateOf = ({ fixture }: HttpFixture): Promise<unknown> =>
  Promise.all(
    ['/products', '/cart', '/orders'].flatMap((path) =>
      [fixture.customer, fixture.other].map(async ({ get }) => (await get(path)).body),
    ),
  )

/** Sends SIGTERM in the middle of a registration, and the rest of it once the server refuses other requests. */
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
