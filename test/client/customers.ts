import { type Ask, inBatches, signedInAs } from './ask.ts'
import { expected, loggedIn, type OrderBody, orders, registered } from './bodies.ts'

const password = 'rattle the kiosk shutters'

/** Registers someone by this name and logs them in; answers how they ask from then on. */
export const customer = async (ask: Ask, name: string): Promise<Ask> => {
  const email = `${name}@example.com`
  expected(await ask('POST', '/register', { email, username: name, password }), 201, registered)
  return signedInAs(expected(await ask('POST', '/login', { email, password }), 200, loggedIn).token, ask)
}

/** Customers whom nobody has met before; fewer at once than wait at most for a place at the password hasher. */
export const strangers = (ask: Ask, count: number): Promise<readonly Ask[]> =>
  inBatches(
    Array.from({ length: count }, () => crypto.randomUUID()),
    50,
    (name) => customer(ask, name),
  )

/** Everything this customer ever ordered, newest first, page by page. */
export const orderHistory = async (ask: Ask, pageSize: number): Promise<readonly OrderBody[]> => {
  const all: OrderBody[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/orders?limit=${pageSize}${cursor && `&cursor=${cursor}`}`
    const page = expected(await ask('GET', path), 200, orders)
    all.push(...page.orders)
    cursor = page.next_cursor
  }
  return all
}
