import type { ProductRepository } from '../../application/ports/products.ts'
import { type NewProduct, nameKey, type Product, type ProductId, searchKey } from '../../domain/catalogue/product.ts'
import { money } from '../../domain/money.ts'
import type { Dialect, Executor, Row } from './executor.ts'
import { allIn, ascending, insertRows, integer, optionalText, text, updateColumn } from './statements.ts'

/** What `productOf` reads, from a table `products` that the statement calls `p`. */
export const selectedProduct = 'p.id, p.sku, p.name, p.description, p.price_minor, p.stock, p.image_url, p.archived'

export const productOf = (row: Row): Product => ({
  id: integer(row, 'id'),
  sku: optionalText(row, 'sku'),
  name: text(row, 'name'),
  description: text(row, 'description'),
  price: money(integer(row, 'price_minor')),
  stock: integer(row, 'stock'),
  imageUrl: optionalText(row, 'image_url'),
  archived: integer(row, 'archived') !== 0,
})

const columns = 'sku name name_key search_key description price_minor stock image_url archived'.split(' ')

const valuesOf = (p: NewProduct) => [
  p.sku ?? null,
  p.name,
  nameKey(p.name),
  searchKey(p),
  p.description,
  p.price,
  p.stock,
  p.imageUrl ?? null,
  p.archived ? 1 : 0,
]

export const sqlProducts = (executor: Executor, dialect: Dialect): ProductRepository => {
  const select = async (ids: readonly ProductId[], ending: string): Promise<readonly Product[]> => {
    const from = `SELECT ${selectedProduct} FROM products p${dialect.forceIndex('PRIMARY')}`
    const sql = (list: string) => `${from} WHERE p.id IN (${list}) ORDER BY p.id${ending}`
    return (await allIn(executor, ascending(ids), sql)).map(productOf)
  }

  return {
    lock: (ids) => select(ids, dialect.forUpdate),
    // Ids first, then the locks: by sku they would be taken in another order.
    lockBySku: async (skus) => {
      const wanted = new Set(skus)
      const rows = await allIn(executor, [...wanted], (list) => `SELECT id, sku FROM products WHERE sku IN (${list})`)
      // MySQL ignores trailing spaces.
      const ids = rows.filter((row) => wanted.has(text(row, 'sku'))).map((row) => integer(row, 'id'))
      return select(ids, dialect.forUpdate)
    },
    byIds: (ids) => select(ids, ''),
    add: (products) => insertRows(executor, 'products', columns, products.map(valuesOf)),
    save: async (products) => {
      const rows = products.map((product) => [product.id, ...valuesOf(product)])
      await insertRows(executor, 'products', ['id', ...columns], rows, dialect.orReplace(['id'], columns))
    },
    saveStock: (products) => {
      const stocks = products.map(({ id, stock }) => [id, stock] as const)
      return updateColumn(executor, dialect, 'products', 'stock', stocks)
    },
  }
}
