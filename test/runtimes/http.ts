import type { Contract } from '../contracts/contract.ts'
import { client, type Send } from '../support/client.ts'
import { SECRET } from '../support/server-process.ts'
import { simultaneousContract } from '../system/simultaneous.ts'
import { checkRefused, type Fixture, openFixture } from '../unit/http/invalid-request.ts'
import { invalidRequests } from '../unit/http/invalid-requests.cases.ts'
import { seedCases } from '../unit/http/seed.cases.ts'

/** A shop that listens somewhere and sells the demo catalogue, and people who are known there. */
export type Door = { readonly url: string; readonly send: Send; readonly fixture: Fixture }

export const openDoor = async (url: string): Promise<Door> => {
  const send: Send = (path, init) => fetch(url + path, init)
  return { url, send, fixture: await openFixture(send, SECRET) }
}

const entries = (name: string, promise: (door: Door) => Promise<void>) => [name, promise] as const

const [theLastItem, ...otherCrowds] = Object.entries(simultaneousContract).map(([name, hold]) =>
  entries(`at once: ${name}`, ({ url }) => hold([url])),
)

/** What the seed's clients are promised, and customers who all want the last item at once, through a door of any kind. */
export const service: Contract<Door> = Object.fromEntries([
  ...Object.entries(seedCases).map(([name, hold]) => entries(`the old clients: ${name}`, ({ send }) => hold(send))),
  ...(theLastItem ? [theLastItem] : []),
])

/** What other crowds are promised: they take their time where hashing a password does. */
export const crowds: Contract<Door> = Object.fromEntries(otherCrowds)

/** How what is malformed, hostile or oversized is refused. */
export const refusals: Contract<Door> = Object.fromEntries(
  Object.entries(invalidRequests).flatMap(([kind, rows]) =>
    rows.map((row) => entries(`bad ${kind}: ${row.name}`, ({ send, fixture }) => checkRefused(row, fixture, send))),
  ),
)

/** All that the people of this door have, and all that is for sale: bad input changes nothing of it. */
export const everythingBehind = async ({ send, fixture }: Door): Promise<unknown> => {
  const asked = ['/products', '/cart', '/orders'].flatMap((path) =>
    [fixture.customer, fixture.other].map(async ({ token }) => (await client(send, token).get(path)).body),
  )
  return Promise.all(asked)
}
