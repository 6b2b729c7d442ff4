import { expected, type OrderBody, order, orders, registered, withToken } from './bodies.ts'
import { type Client, client, inBatches, type Send } from './client.ts'

export const PASSWORD = 'securepassword'

/** Logs a registered customer in. */
export const logIn = async (send: Send, name: string) => {
  const answer = await client(send).post('/login', { email: `${name}@example.com`, password: PASSWORD })
  // All that the previous version answers, and what every version does.
  const { token, refresh_token: refreshToken = '' } = expected(answer, 200, withToken)
  return { token, refreshToken, ...client(send, token) }
}

/** Registers a customer and logs them in. */
export const customer = async (send: Send, name: string = crypto.randomUUID()) => {
  const form = { email: `${name}@example.com`, username: name, password: PASSWORD }
  const { user } = expected(await client(send).post('/register', form), 201, registered)
  return { ...user, ...(await logIn(send, name)) }
}

export type Customer = Awaited<ReturnType<typeof customer>>

/** New customers, registered eight at a time: hashing is slow. */
export const customers = (send: Send, count: number): Promise<readonly Customer[]> =>
  inBatches(Array.from({ length: count }), 8, () => customer(send))

/** All orders of a customer, newest first, page by page, each with all its items. */
export const orderHistory = async ({ get }: Client, pageSize = 20): Promise<readonly OrderBody[]> => {
  const all: OrderBody[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/orders?limit=${pageSize}${cursor && `&cursor=${cursor}`}`
    const page = expected(await get(path), 200, orders)
    for (const { item_count, ...listed } of page.orders) {
      const whole = item_count === listed.items.length
      all.push(whole ? listed : expected(await get(`/orders/${listed.id}`), 200, order))
    }
    cursor = page.next_cursor
  }
  return all
}
