import type { CatalogueReader, PageEnd, PageQuery, ProductRepository } from '../../application/ports/products.ts'
import { MAX_NAME, type NewProduct, nameKey, type Product, searchKey } from '../../domain/catalogue/product.ts'
import { money } from '../../domain/money.ts'
import type { Dialect, Executor, Reading, Row, Value } from './executor.ts'
import {
  allIn,
  ascending,
  type Conditions,
  insertRows,
  integer,
  optionalText,
  paddedChunks,
  placeholders,
  text,
  updateColumn,
  valuesOf,
  where,
} from './statements.ts'
import { addToLedger } from './stock-ledger.ts'

/** What `productOf` reads, from a table `products` that the statement calls `p`. */
export const selectedProduct =
  'p.id, p.version, p.sku, p.name, p.description, p.price_minor, p.stock, p.image_url, p.archived'

export const productOf = (row: Row): Product => ({
  id: integer(row, 'id'),
  version: integer(row, 'version'),
  sku: optionalText(row, 'sku'),
  name: text(row, 'name'),
  description: text(row, 'description'),
  price: money(integer(row, 'price_minor')),
  stock: integer(row, 'stock'),
  imageUrl: optionalText(row, 'image_url'),
  archived: integer(row, 'archived') !== 0,
})

const columns = 'sku name name_key search_key description price_minor stock image_url archived'.split(' ')

const cellsOf = (p: NewProduct) => {
  const texts = [p.sku ?? null, p.name, nameKey(p.name), searchKey(p), p.description]
  return [...texts, p.price, p.stock, p.imageUrl ?? null, p.archived ? 1 : 0]
}

export const sqlProducts = (executor: Executor, dialect: Dialect): ProductRepository => {
  const select = async (ids: readonly number[], ending: string) => {
    const from = `SELECT ${selectedProduct} FROM products p${dialect.forceIndex('PRIMARY')}`
    const sql = (list: string) => `${from} WHERE p.id IN (${list}) ORDER BY p.id${ending}`
    return (await allIn(executor, ascending(ids), sql)).map(productOf)
  }
  const idsBySku = async (skus: readonly string[]) => {
    const wanted = new Set(skus)
    const rows = await allIn(executor, [...wanted], (list) => `SELECT id, sku FROM products WHERE sku IN (${list})`)
    // MySQL ignores trailing spaces.
    return rows.filter((row) => wanted.has(text(row, 'sku'))).map((row) => integer(row, 'id'))
  }

  return {
    lock: (ids) => select(ids, dialect.forUpdate),
    // Ids first, then the locks: by sku they would be taken in another order.
    lockBySku: async (skus) => select(await idsBySku(skus), dialect.forUpdate),
    idBySku: async (sku) => (await idsBySku([sku]))[0],
    byIds: (ids) => select(ids, ''),
    create: async (product) => {
      const insert = `INSERT INTO products (${columns.join(', ')}) VALUES (${placeholders(columns.length)})`
      const { lastId } = await executor.run(insert, cellsOf({ ...product, stock: 0 }))
      return { ...product, stock: 0, id: lastId, version: 1 }
    },
    add: (products) =>
      insertRows(
        executor,
        'products',
        columns,
        products.map((each) => cellsOf({ ...each, stock: 0 })),
      ),
    save: async (products) => {
      const rows = products.map((product) => [product.id, product.version, ...cellsOf(product)])
      const saved = ['version', ...columns.filter((column) => column !== 'stock')]
      await insertRows(executor, 'products', ['id', 'version', ...columns], rows, dialect.orReplace(['id'], saved))
    },
    changeStock: async (changes) => {
      const stocks = new Map(changes.map(({ productId, stockAfter }) => [productId, stockAfter]))
      await updateColumn(executor, dialect, 'products', 'stock', [...stocks])
      await addToLedger(executor, changes)
    },
  }
}

/** A column that is sorted by before the id, its index, and its value at the end of a page. */
type SortKey = { readonly index: string; readonly column: string; readonly of: (end: PageEnd) => Value }

const id: SortKey = { index: 'products_by_id', column: 'p.id', of: (end) => end.id }
const name: SortKey = { index: 'products_by_name', column: 'p.name_key', of: (end) => nameKey(end.name) }
const price: SortKey = { index: 'products_by_price', column: 'p.price_minor', of: (end) => end.price }
const sortKeys: Readonly<Record<PageQuery['sort'], SortKey>> = { id, name, '-name': name, price, '-price': price }

export const sqlCatalogueReader = (executor: Reading, dialect: Dialect): CatalogueReader => ({
  page: async (query) => {
    const { index, column, of } = sortKeys[query.sort]
    const [direction, beyond] = query.sort.startsWith('-') ? ['DESC', '<'] : ['ASC', '>']
    const conditions: Conditions[number][] = [['1 = 1']]
    if (query.archived !== undefined) conditions.push([`p.archived = ${query.archived ? 1 : 0}`])
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

    // The optimizer finds what little is at a price. Left alone otherwise, it sorts the whole table.
    const isPriced = (query.minPrice ?? query.maxPrice) !== undefined && !query.after
    const best = query.archived === undefined ? 'PRIMARY' : index
    const from = `products p${isPriced ? '' : dialect.forceIndex(best)}`
    const ending = `${where(conditions)} ORDER BY ${column} ${direction}, p.id ${direction} LIMIT ?`
    const values = [...valuesOf(conditions), query.limit]
    return (await executor.all(`SELECT ${selectedProduct} FROM ${from} ${ending}`, values)).map(productOf)
  },
  product: async (id) => {
    const sql = `SELECT ${selectedProduct} FROM products p WHERE p.id = ?`
    const [row] = await executor.all(sql, [id])
    return row && productOf(row)
  },
})
