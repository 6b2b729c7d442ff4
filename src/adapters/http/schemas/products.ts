import { z } from 'zod'
import type { PageQuery, ProductPage } from '../../../application/catalogue/manage-products.ts'
import { MAX_STOCK, type Product } from '../../../domain/catalogue/product.ts'
import { productView, search } from './catalogue.ts'
import { amount, decimal, idCursor, pageLimit, whole } from './fields.ts'

export const allProductsQuery = z
  .strictObject({
    limit: pageLimit.default(20),
    cursor: idCursor,
    q: search.default([]),
    min_price: amount.optional(),
    max_price: amount.optional(),
    in_stock: z.enum(['true', 'false']).default('false'),
    archived: z.enum(['true', 'false']).optional(),
  })
  .transform(({ limit, cursor, q: words, min_price: minPrice, max_price: maxPrice, ...query }): PageQuery => {
    const after = cursor === undefined ? undefined : { id: cursor, name: '', price: 0 }
    const archived = query.archived === undefined ? undefined : query.archived === 'true'
    return { sort: 'id', limit, after, words, minPrice, maxPrice, inStock: query.in_stock === 'true', archived }
  })

export const newProductBody = z
  .strictObject({
    sku: z.string().optional(),
    name: z.string(),
    description: z.string().optional(),
    price: decimal,
    stock: whole(0, MAX_STOCK).default(0),
    image_url: z.string().optional(),
  })
  .transform(({ sku, description, image_url: imageUrl, ...product }) => ({ ...product, sku, description, imageUrl }))

/** RFC 7396: `null` removes. */
export const productPatch = z
  .strictObject({
    sku: z.string().nullish(),
    name: z.string().optional(),
    description: z.string().nullish(),
    price: decimal.optional(),
    image_url: z.string().nullish(),
  })
  .transform(({ image_url: imageUrl, ...changes }) => ({ ...changes, imageUrl }))

export const managedProductView = (of: Product) => ({ ...productView(of), version: of.version, archived: of.archived })

export const managedProductsView = ({ items, next }: ProductPage) => ({
  products: items.map(managedProductView),
  next_cursor: next ? String(next.id) : null,
})
