import { type Ask, inBatches, signedInAs } from './ask.ts'
import { expected, loggedIn, type OrderBody, orders, registered } from './bodies.ts'

const password = 'rattle the kiosk shutters'

const emailOf = (name: string): string => `${name}@example.com`

/** Logs in someone who was registered by this name; answers how they ask from then on. */
export const returning = async (ask: Ask, name: string): Promise<Ask> => {
  const answer = await ask('POST', '/login', { email: emailOf(name), password })
  return signedInAs(expected(answer, 200, loggedIn).token, ask)
}

/** Registers someone by this name and logs them in. */
export const customer = async (ask: Ask, name: string): Promise<Ask> => {
  const form = { email: emailOf(name), username: name, password }
  expected(await ask('POST', '/register', form), 201, registered)
  return returning(ask, name)
}

/** Customers whom nobody has met before. Few register at once: that is not what they are for, and hashing takes long. */
export const strangers = (ask: Ask, count: number): Promise<readonly Ask[]> =>
  inBatches(
    Array.from({ length: count }, () => crypto.randomUUID()),
    8,
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
