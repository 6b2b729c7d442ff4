import { money } from '../../domain/money.ts'
import { type NewProduct, nameKey, type Product } from '../../domain/product.ts'
import { integer, optionalText, text } from './columns.ts'
import type { Row, Value } from './session.ts'

/** What `productOf` reads, from a table `products` that the statement calls `p`. */
export const selectedProduct = 'p.id, p.sku, p.name, p.description, p.price_minor, p.stock, p.archived'

export const productOf = (row: Row): Product => ({
  id: integer(row, 'id'),
  sku: optionalText(row, 'sku'),
  name: text(row, 'name'),
  description: text(row, 'description'),
  price: money(integer(row, 'price_minor')),
  stock: integer(row, 'stock'),
  archived: integer(row, 'archived') !== 0,
})

/** Every column but the id, and what a product puts there. */
export const productColumns = {
  sku: ({ sku }) => sku ?? null,
  name: ({ name }) => name,
  name_key: ({ name }) => nameKey(name),
  description: ({ description }) => description,
  price_minor: ({ price }) => price,
  stock: ({ stock }) => stock,
  archived: ({ archived }) => (archived ? 1 : 0),
} as const satisfies Record<string, (product: NewProduct) => Value>

export type ProductColumn = keyof typeof productColumns

export const isProductColumn = (name: string): name is ProductColumn => Object.hasOwn(productColumns, name)
