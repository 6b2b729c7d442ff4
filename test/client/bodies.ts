import { z } from 'zod'
import type { Answer } from './ask.ts'

/*
 * What the shop answers, as its clients know it: written down here once more, so that a change of the wire is seen.
 */

const line = z.strictObject({
  product_id: z.int(),
  name: z.string(),
  price: z.number(),
  quantity: z.int(),
  line_total: z.number(),
})

export const product = z.strictObject({ id: z.int(), name: z.string(), price: z.number(), stock: z.int() })
export const products = z.array(product)
export const cart = z.strictObject({ items: z.array(line), total: z.number(), currency: z.string() })
export const order = z.strictObject({
  id: z.string(),
  status: z.enum(['placed', 'shipped', 'delivered', 'cancelled']),
  placed_at: z.iso.datetime(),
  items: z.array(line),
  total: z.number(),
  currency: z.string(),
})
export type OrderBody = z.infer<typeof order>
export const orders = z.strictObject({ orders: z.array(order), next_cursor: z.string().nullable() })

export const registered = z.object({ message: z.literal('User registered successfully!') })
export const loggedIn = z.object({ token: z.string() })
export const added = z.object({ message: z.literal('Item added to cart!'), cart })
export const placed = z.object({ message: z.literal('Order placed successfully!'), order })
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
