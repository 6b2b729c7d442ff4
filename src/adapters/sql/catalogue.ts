import type { CatalogueReader, PageEnd, PageQuery, Sorting } from '../../application/ports/products.ts'
import { MAX_NAME, nameKey } from '../../domain/catalogue/product.ts'
import type { Dialect, Reading, Value } from './executor.ts'
import { productOf, selectedProduct } from './products.ts'
import { paddedChunks } from './statements.ts'

/** A column that is sorted by before the id, its index, and its value at the end of a page. */
type SortKey = { readonly index: string; readonly column: string; readonly of: (end: PageEnd) => Value }

const id: SortKey = { index: 'products_by_id', column: 'p.id', of: (end) => end.id }
const name: SortKey = { index: 'products_by_name', column: 'p.name_key', of: (end) => nameKey(end.name) }
const price: SortKey = { index: 'products_by_price', column: 'p.price_minor', of: (end) => end.price }
const sortKeys: Readonly<Record<Sorting, SortKey>> = { id, name, '-name': name, price, '-price': price }

/** One condition, and the values of its placeholders. */
type Condition = readonly [sql: string, ...values: readonly Value[]]

const pageStatement = (query: PageQuery, dialect: Dialect) => {
  const { index, column, of } = sortKeys[query.sort]
  const [direction, beyond] = query.sort.startsWith('-') ? ['DESC', '<'] : ['ASC', '>']
  const conditions: Condition[] = [['p.archived = 0']]
  if (query.after) {
    const value = of(query.after)
    // Keyset pagination. `(key, id) > (?, ?)` means the same, but makes MySQL scan.
    conditions.push([`${column} ${beyond}= ?`, value])
    conditions.push([`(${column} ${beyond} ? OR p.id ${beyond} ?)`, value, query.after.id])
  }
  // A position, not LIKE: what is searched for may contain % and _. Products of the previous version have no search key.
  for (const word of paddedChunks(query.words, MAX_NAME).flat()) {
    conditions.push(['INSTR(COALESCE(p.search_key, p.name_key), ?) > 0', word])
  }
  if (query.minPrice !== undefined) conditions.push(['p.price_minor >= ?', query.minPrice])
  if (query.maxPrice !== undefined) conditions.push(['p.price_minor <= ?', query.maxPrice])
  if (query.inStock) conditions.push(['p.stock > 0'])

  // The optimizer chooses the right index for the first page only.
  const from = `products p${query.after ? dialect.forceIndex(index) : ''}`
  const where = conditions.map(([sql]) => sql).join(' AND ')
  return {
    sql: `SELECT ${selectedProduct} FROM ${from} WHERE ${where} ORDER BY ${column} ${direction}, p.id ${direction} LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), query.limit],
  }
}

export const sqlCatalogueReader = (executor: Reading, dialect: Dialect): CatalogueReader => ({
  page: async (query) => {
    const { sql, values } = pageStatement(query, dialect)
    return (await executor.all(sql, values)).map(productOf)
  },
  product: async (id) => {
    const sql = `SELECT ${selectedProduct} FROM products p WHERE p.id = ? AND p.archived = 0`
    const [row] = await executor.all(sql, [id])
    return row && productOf(row)
  },
})
