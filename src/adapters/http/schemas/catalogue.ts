import { decodeBase64Url, encodeBase64Url } from 'hono/utils/encode'
import { z } from 'zod'
import type { CatalogueQuery, PageEnd, Sorting } from '../../../application/catalogue/show-products.ts'
import { sortings } from '../../../application/catalogue/show-products.ts'
import { MAX_NAME, type Product, wordsOf } from '../../../domain/catalogue/product.ts'
import { toDecimal } from '../../../domain/money.ts'
import { err, ok } from '../../../domain/result.ts'
import { singleLine } from '../../../domain/text.ts'
import { amount, pageLimit, parsed } from './fields.ts'

/** A code point is at most two units of UTF-16. */
const endOfPage = z.tuple([z.enum(sortings), z.int(), z.string().max(2 * MAX_NAME), z.int()])

/** An opaque cursor, valid only for its sorting. */
export const encodeCursor = (sort: Sorting, end: PageEnd): string => {
  const bytes = new TextEncoder().encode(JSON.stringify([sort, end.id, end.name, end.price]))
  return encodeBase64Url(bytes.buffer)
}

const cursor = parsed((word) => {
  try {
    const [sort, id, name, price] = endOfPage.parse(JSON.parse(new TextDecoder().decode(decodeBase64Url(word))))
    return ok({ sort, end: { id, name, price } })
  } catch {
    return err('must be the cursor of a page before')
  }
})

export const search = parsed((q) => {
  const line = singleLine(q, 1, MAX_NAME)
  if (!line.ok) return line
  const words = wordsOf(line.value)
  return words.length > 0 ? ok(words) : err('must have a letter or another visible character')
})

export const catalogueQuery = z
  .strictObject({
    limit: pageLimit.optional(),
    cursor: cursor.optional(),
    sort: z.enum(sortings).default('id'),
    q: search.default([]),
    min_price: amount.optional(),
    max_price: amount.optional(),
    in_stock: z.enum(['true', 'false']).default('false'),
  })
  .refine(({ cursor, sort }) => !cursor || cursor.sort === sort, {
    path: ['cursor'],
    error: 'was made for another sort',
  })
  .transform((query): CatalogueQuery => {
    const { sort, limit, cursor, q: words, min_price: minPrice, max_price: maxPrice } = query
    return {
      sort,
      limit,
      after: cursor?.end,
      words,
      minPrice,
      maxPrice,
      inStock: query.in_stock === 'true',
      archived: false,
    }
  })

export const listedProductView = (of: Product) => ({
  id: of.id,
  name: of.name,
  price: toDecimal(of.price),
  stock: of.stock,
  // JSON leaves it out without one: the old application's clients know four fields.
  image_url: of.imageUrl,
})

export const productView = (of: Product) => ({
  ...listedProductView(of),
  sku: of.sku ?? null,
  image_url: of.imageUrl ?? null,
  description: of.description,
})
