import { decodeBase64Url, encodeBase64Url } from 'hono/utils/encode'
import { z } from 'zod'
import { type CatalogueQuery, type PageEnd, type Sort, sorts } from '../../application/ports/queries.ts'
import { MAX_QUANTITY } from '../../domain/cart.ts'
import { parseMoney } from '../../domain/money.ts'
import { isPlain } from '../../domain/text.ts'

// What comes in over HTTP. These schemas say what type a value has; what it may be, the domain says.
// The old application's bodies may carry fields that we do not know; bodies of our own may not, so that a misspelt
// `expected_total` is an error and not a purchase without a check.

const quantity = z.int().min(1).max(MAX_QUANTITY)

const money = (text: string, context: z.RefinementCtx) => {
  const parsed = parseMoney(text)
  if (parsed.ok) return parsed.value
  context.addIssue({ code: 'custom', message: parsed.error })
  return z.NEVER
}

export const registrationBody = z.object({ email: z.string(), username: z.string(), password: z.string() })
export const credentialsBody = z.object({ email: z.string(), password: z.string() })
export const cartItemBody = z.object({ user_id: z.int().optional(), product_id: z.int().min(1), quantity })
export const cartLineBody = z.strictObject({ quantity })
export const checkoutBody = z.strictObject({ expected_total: z.number().transform(String).transform(money).optional() })

/** An id that cannot be one becomes an id that no product has, so that it is simply not found. */
const productId = z.string().transform((text) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0))
export const productPath = z.object({ id: productId })

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const NO_ORDER = '00000000-0000-0000-0000-000000000000'
const orderId = z
  .string()
  .toLowerCase()
  .transform((text) => (UUID.test(text) ? text : NO_ORDER))
export const orderPath = z.object({ id: orderId })

/** Visible ASCII: what any client can send in a header and any store can keep exactly. */
export const checkoutHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional(),
})

const pageLimit = z
  .string()
  .regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
  .transform(Number)
const price = z.string().transform(money)

export const nothing = z.strictObject({})
export const ordersQuery = z.strictObject({
  limit: pageLimit.default(20),
  cursor: z.string().regex(UUID, 'must be the next_cursor of a page before').optional(),
})

const endOfPage = z.tuple([z.enum(sorts), z.int(), z.string(), z.int()])

/** Where the next page begins, as an opaque word; it holds only in the sort it was made for. */
export const encodeCursor = (sort: Sort, end: PageEnd): string => {
  const bytes = new TextEncoder().encode(JSON.stringify([sort, end.id, end.name, end.price]))
  return encodeBase64Url(bytes.buffer)
}

const cursor = z.string().transform((text, context) => {
  try {
    const [sort, id, name, price] = endOfPage.parse(JSON.parse(new TextDecoder().decode(decodeBase64Url(text))))
    return { sort, end: { id, name, price } }
  } catch {
    context.addIssue({ code: 'custom', message: 'must be the cursor of a page before' })
    return z.NEVER
  }
})

export const catalogueQuery = z
  .strictObject({
    limit: pageLimit.optional(),
    cursor: cursor.optional(),
    sort: z.enum(sorts).default('id'),
    q: z.string().min(1).max(255).refine(isPlain, 'must not contain control characters').optional(),
    min_price: price.optional(),
    max_price: price.optional(),
    in_stock: z.enum(['true', 'false']).default('false'),
  })
  .refine((query) => query.cursor === undefined || query.cursor.sort === query.sort, {
    path: ['cursor'],
    message: 'was made for another sort',
  })
  .transform(
    (query): CatalogueQuery => ({
      sort: query.sort,
      limit: query.limit,
      after: query.cursor?.end,
      search: query.q,
      minPrice: query.min_price,
      maxPrice: query.max_price,
      inStock: query.in_stock === 'true',
    }),
  )
