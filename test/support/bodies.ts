import { z } from 'zod'
import type { PlacedView } from '../../src/adapters/http/schemas/orders.ts'
import type { Answer } from './client.ts'

/*
 * The shop's own response schemas, which are strict, but do not check the length of texts. Refusals have none: those
 * that tests read are below.
 */
export { loggedIn, registered } from '../../src/adapters/http/schemas/accounts.ts'
export { added, cart } from '../../src/adapters/http/schemas/carts.ts'
export { listedProduct, products } from '../../src/adapters/http/schemas/catalogue.ts'
export { order, orders, placed } from '../../src/adapters/http/schemas/orders.ts'
export type OrderBody = PlacedView['order']

export const problem = z.object({ code: z.string() })
export const outOfStock = z.object({
  code: z.literal('out_of_stock'),
  lines: z.array(z.object({ product_id: z.int(), name: z.string(), requested: z.int(), available: z.int() })),
})

/** The body of an answer that has to have this status and this shape. */
export const expected = <T extends z.ZodType>(answer: Answer, status: number, body: T): z.infer<T> => {
  const parsed = body.safeParse(answer.body)
  if (answer.status === status && parsed.success) return parsed.data
  const shape = parsed.success ? '' : `, and not of that shape: ${parsed.error.message}`
  throw new Error(`answered ${answer.status} instead of ${status}${shape}\n${JSON.stringify(answer.body)}`)
}
