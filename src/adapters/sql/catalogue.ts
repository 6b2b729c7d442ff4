import type { CatalogueQuery, PageEnd, Sort } from '../../application/ports/queries.ts'
import { nameKey } from '../../domain/product.ts'
import type { Dialect } from './dialect.ts'
import { selectedProduct } from './product-rows.ts'
import type { Value } from './session.ts'

type Order = {
  readonly index: string
  /** What is sorted by before the id. */
  readonly key?: { readonly column: string; readonly of: (end: PageEnd) => Value }
  readonly direction: 'ASC' | 'DESC'
}

const name = { column: 'p.name_key', of: (end: PageEnd) => nameKey(end.name) } as const
const price = { column: 'p.price_minor', of: (end: PageEnd) => end.price } as const

const orders: Readonly<Record<Sort, Order>> = {
  id: { index: 'products_by_id', direction: 'ASC' },
  name: { index: 'products_by_name', key: name, direction: 'ASC' },
  '-name': { index: 'products_by_name', key: name, direction: 'DESC' },
  price: { index: 'products_by_price', key: price, direction: 'ASC' },
  '-price': { index: 'products_by_price', key: price, direction: 'DESC' },
}

/** One condition, and the values of its placeholders. */
type Condition = readonly [sql: string, ...values: readonly Value[]]

/**
 * What comes after the end of a page. The first half of a pair of conditions is a range, where an index can begin;
 * `(key, id) > (?, ?)` says the same, but MySQL scans for it.
 */
const after = ({ key, direction }: Order, end: PageEnd): readonly Condition[] => {
  const beyond = direction === 'ASC' ? '>' : '<'
  if (!key) return [[`p.id ${beyond} ?`, end.id]]
  const value = key.of(end)
  return [
    [`${key.column} ${beyond}= ?`, value],
    [`(${key.column} ${beyond} ? OR p.id ${beyond} ?)`, value, end.id],
  ]
}

/** The statement that reads a page of the catalogue, and its values. */
export const catalogueStatement = (
  query: CatalogueQuery,
  dialect: Dialect,
): { readonly sql: string; readonly values: readonly Value[] } => {
  const order = orders[query.sort]
  const conditions: Condition[] = [['p.archived = 0']]
  if (query.after) conditions.push(...after(order, query.after))
  // A position, not LIKE: what is searched for may hold % and _.
  if (query.search !== undefined) conditions.push(['INSTR(p.name_key, ?) > 0', query.search])
  if (query.minPrice !== undefined) conditions.push(['p.price_minor >= ?', query.minPrice])
  if (query.maxPrice !== undefined) conditions.push(['p.price_minor <= ?', query.maxPrice])
  if (query.inStock) conditions.push(['p.stock > 0'])

  // A first page, or all of them, the optimizer reads well by itself; from the middle on it needs to be told.
  const index = query.after && query.limit !== undefined ? dialect.through(order.index) : ''
  const where = conditions.map(([sql]) => sql).join(' AND ')
  const by = [...(order.key ? [order.key.column] : []), 'p.id']
    .map((column) => `${column} ${order.direction}`)
    .join(', ')
  const values = conditions.flatMap(([, ...given]) => given)
  const sql = `SELECT ${selectedProduct} FROM products p${index} WHERE ${where} ORDER BY ${by}`
  return query.limit === undefined ? { sql, values } : { sql: `${sql} LIMIT ?`, values: [...values, query.limit] }
}
