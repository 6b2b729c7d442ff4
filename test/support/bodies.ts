import { z } from 'zod'
import type { Answer } from './client.ts'

const id = z.int().min(1)
const amount = z.number().min(0).max(9_999_999_999_999.99)
const price = z.number().min(0).max(1_000_000)
const inCurrency = { total: amount, currency: z.string().length(3) }
const uuid = z.uuid().regex(/^[^A-Z]+$/)

const user = z.strictObject({ id, email: z.string(), username: z.string() })
export const registered = z.strictObject({ message: z.literal('User registered successfully!'), user })
const refreshToken = z.string().regex(/^[\w-]{43}$/)
/** Of this version and of the previous one, which has no refresh tokens. */
export const withToken = z.object({ token: z.string(), refresh_token: z.string().optional() })
export const accessToken = z.strictObject({ token: z.string(), expires_in: id })
export const loggedIn = accessToken.extend({ refresh_token: refreshToken, refresh_expires_in: id })

const time = z.iso.datetime()
const session = z.strictObject({
  id: uuid,
  current: z.boolean(),
  ...{ created_at: time, last_used_at: time, expires_at: time },
  ...{ user_agent: z.string(), address: z.string() },
})
export const sessions = z.strictObject({ sessions: z.array(session) })

export const listedProduct = z.strictObject({ id, name: z.string(), price, stock: z.int().min(0) })
export const products = z.array(listedProduct)

const line = z.strictObject({
  product_id: id,
  name: z.string(),
  price,
  quantity: id.max(9_999),
  line_total: amount,
})
// The previous version says of a line none of these.
const flags = { on_sale: z.boolean().optional(), in_stock: z.boolean().optional(), price_was: price.optional() }
const cartLine = line.extend(flags)
export const cart = z.strictObject({ items: z.array(cartLine).max(1_000), ...inCurrency })
export const added = z.strictObject({ message: z.literal('Item added to cart!'), cart })

const statuses = ['placed', 'shipped', 'delivered', 'cancelled']
export const order = z.strictObject({
  id: uuid,
  status: z.enum(statuses),
  placed_at: time,
  items: z.array(line).max(1_000),
  ...inCurrency,
  // The previous version has none of these.
  ship_to: z.record(z.string(), z.string()).nullish(),
  note: z.string().nullish(),
  steps: z.array(z.looseObject({ step: z.string(), at: time })).optional(),
})
export type OrderBody = z.infer<typeof order>
const messages = ['Order placed successfully!', 'This order was placed and has been cancelled.']
export const placed = z.strictObject({ message: z.enum(messages), order })
const listedOrder = order.extend({ items: z.array(line).max(20), item_count: z.int().min(0).max(1_000) })
export const orders = z.strictObject({ orders: z.array(listedOrder), next_cursor: uuid.nullable() })

const reportRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
export const salesReport = z.looseObject({ rows: z.array(reportRow) })

/** Of refusals, what tests read. */
export const problem = z.object({ code: z.string() })
export const outOfStock = z.object({
  code: z.literal('out_of_stock'),
  lines: z.array(
    z.object({ product_id: z.int(), name: z.string(), requested: z.int(), available: z.int(), on_sale: z.boolean() }),
  ),
})

/** The body of an answer that has to have this status and this shape. */
export const expected = <T extends z.ZodType>(answer: Answer, status: number, body: T): z.infer<T> => {
  const parsed = body.safeParse(answer.body)
  if (answer.status === status && parsed.success) return parsed.data
  const shape = parsed.success ? '' : `, and not of that shape: ${parsed.error.message}`
  throw new Error(`answered ${answer.status} instead of ${status}${shape}\n${JSON.stringify(answer.body)}`)
}
