import type { CatalogueReader, PageEnd, PageQuery, Sorting } from '../../application/ports/products.ts'
import { nameKey } from '../../domain/catalogue/product.ts'
import type { Dialect } from './dialect.ts'
import type { Reading, Value } from './executor.ts'
import { productOf, selectedProduct } from './products.ts'

type SortKey = {
  readonly index: string
  /** The column that is sorted by before the id. */
  readonly key?: { readonly column: string; readonly of: (end: PageEnd) => Value }
  readonly direction: 'ASC' | 'DESC'
}

const name = { column: 'p.name_key', of: (end: PageEnd) => nameKey(end.name) } as const
const price = { column: 'p.price_minor', of: (end: PageEnd) => end.price } as const

const sortKeys: Readonly<Record<Sorting, SortKey>> = {
  id: { index: 'products_by_id', direction: 'ASC' },
  name: { index: 'products_by_name', key: name, direction: 'ASC' },
  '-name': { index: 'products_by_name', key: name, direction: 'DESC' },
  price: { index: 'products_by_price', key: price, direction: 'ASC' },
  '-price': { index: 'products_by_price', key: price, direction: 'DESC' },
}

/** One condition, and the values of its placeholders. */
type Condition = readonly [sql: string, ...values: readonly Value[]]

/** Keyset pagination. `(key, id) > (?, ?)` means the same, but makes MySQL scan. */
const after = ({ key, direction }: SortKey, end: PageEnd): readonly Condition[] => {
  const beyond = direction === 'ASC' ? '>' : '<'
  if (!key) return [[`p.id ${beyond} ?`, end.id]]
  const value = key.of(end)
  return [
    [`${key.column} ${beyond}= ?`, value],
    [`(${key.column} ${beyond} ? OR p.id ${beyond} ?)`, value, end.id],
  ]
}

const pageStatement = (query: PageQuery, dialect: Dialect) => {
  const sortKey = sortKeys[query.sort]
  const conditions: Condition[] = [['p.archived = 0']]
  if (query.after) conditions.push(...after(sortKey, query.after))
  if (query.search !== undefined) conditions.push([dialect.contains('p.name_key'), query.search])
  if (query.minPrice !== undefined) conditions.push(['p.price_minor >= ?', query.minPrice])
  if (query.maxPrice !== undefined) conditions.push(['p.price_minor <= ?', query.maxPrice])
  if (query.inStock) conditions.push(['p.stock > 0'])

  // The optimizer chooses the right index for the first page only.
  const index = query.after ? dialect.forceIndex(sortKey.index) : ''
  const where = conditions.map(([sql]) => sql).join(' AND ')
  const by = `${sortKey.key ? `${sortKey.key.column} ${sortKey.direction}, ` : ''}p.id ${sortKey.direction}`
  return {
    sql: `SELECT ${selectedProduct} FROM products p${index} WHERE ${where} ORDER BY ${by} LIMIT ?`,
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
