import { decodeBase64Url, encodeBase64Url } from 'hono/utils/encode'
import { z } from 'zod'
import type { CatalogueQuery, PageEnd, Sorting } from '../../../application/catalogue/show-products.ts'
import { MAX_PAGE, sortings } from '../../../application/catalogue/show-products.ts'
import { MAX_NAME, type Product, wordsOf } from '../../../domain/catalogue/product.ts'
import { toDecimal } from '../../../domain/money.ts'
import { singleLine } from '../../../domain/text.ts'
import { parsedMoney } from './fields.ts'

const isPageLimit = (digits: string): boolean => /^[1-9]\d{0,5}$/.test(digits) && Number(digits) <= MAX_PAGE
export const pageLimit = z
  .string()
  .refine(isPageLimit, `must be a whole number from 1 to ${MAX_PAGE}`)
  .transform(Number)

/** A code point is at most two units of UTF-16. */
const endOfPage = z.tuple([z.enum(sortings), z.int(), z.string().max(2 * MAX_NAME), z.int()])

/** An opaque cursor, valid only for its sorting. */
export const encodeCursor = (sort: Sorting, end: PageEnd): string => {
  const bytes = new TextEncoder().encode(JSON.stringify([sort, end.id, end.name, end.price]))
  return encodeBase64Url(bytes.buffer)
}

const cursor = z.string().transform((word, context) => {
  try {
    const [sort, id, name, price] = endOfPage.parse(JSON.parse(new TextDecoder().decode(decodeBase64Url(word))))
    return { sort, end: { id, name, price } }
  } catch {
    context.addIssue({ code: 'custom', message: 'must be the cursor of a page before' })
    return z.NEVER
  }
})

const search = z.string().transform((q, context) => {
  const line = singleLine(q, 1, MAX_NAME)
  const words = line.ok ? wordsOf(line.value) : []
  if (words.length > 0) return words
  context.addIssue({
    code: 'custom',
    message: line.ok ? 'must have a letter or another visible character' : line.error,
  })
  return z.NEVER
})
const priceBound = z.string().transform(parsedMoney)

export const catalogueQuery = z
  .strictObject({
    limit: pageLimit.optional(),
    cursor: cursor.optional(),
    sort: z.enum(sortings).default('id'),
    q: search.optional(),
    min_price: priceBound.optional(),
    max_price: priceBound.optional(),
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
      words: query.q ?? [],
      minPrice: query.min_price,
      maxPrice: query.max_price,
      inStock: query.in_stock === 'true',
    }),
  )

export const listedProductView = (of: Product) => ({
  id: of.id,
  name: of.name,
  price: toDecimal(of.price),
  stock: of.stock,
  // Left out without one: the old application's clients know four fields.
  ...(of.imageUrl !== undefined && { image_url: of.imageUrl }),
})

export const productView = (of: Product) => ({
  ...listedProductView(of),
  sku: of.sku ?? null,
  image_url: of.imageUrl ?? null,
  description: of.description,
})
