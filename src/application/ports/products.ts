import type { NewProduct, Product, ProductId } from '../../domain/catalogue/product.ts'
import type { StockChange } from '../../domain/catalogue/stock.ts'
import type { Money } from '../../domain/money.ts'

export type ProductRepository = {
  /** Locks products until the unit ends; missing ones are left out. In id order. */
  lock(ids: readonly ProductId[]): Promise<readonly Product[]>
  lockBySku(skus: readonly string[]): Promise<readonly Product[]>
  /** Without locking. */
  idBySku(sku: string): Promise<ProductId | undefined>
  /** As `lock`, without locking: a cart reserves no stock. */
  byIds(ids: readonly ProductId[]): Promise<readonly Product[]>
  /** Adds a product without stock; throws when its sku is taken. */
  create(product: NewProduct): Promise<Product>
  /** Adds products without stock. */
  add(products: readonly NewProduct[]): Promise<void>
  /** Saves all of locked products but the stock. */
  save(products: readonly Product[]): Promise<void>
  /** Changes the stock of locked products, in this order, and keeps each change in the ledger. */
  changeStock(changes: readonly StockChange[]): Promise<void>
}

/** `-` is descending; ties sort by id in the same direction. */
export const sortings = ['id', 'name', '-name', 'price', '-price'] as const
export type Sorting = (typeof sortings)[number]

/** The last product of a page, by id and sort key. */
export type PageEnd = { readonly id: ProductId; readonly name: string; readonly price: number }

export type CatalogueQuery = {
  readonly sort: Sorting
  /** At most this many products; all of them without it. */
  readonly limit?: number | undefined
  readonly after?: PageEnd | undefined
  /** Only products whose `searchKey` contains each of these words. */
  readonly words: readonly string[]
  readonly minPrice?: Money | undefined
  readonly maxPrice?: Money | undefined
  readonly inStock: boolean
  /** Both when it is not said; these are sorted by id. */
  readonly archived: boolean | undefined
}

export const wholeCatalogue: CatalogueQuery = { sort: 'id', words: [], inStock: false, archived: false }

export type PageQuery = CatalogueQuery & { readonly limit: number }

/** A row of the ledger; `id` grows with each change of a product. */
export type KeptStockChange = StockChange & { readonly id: number }

export type StockReader = {
  /** The changes of a product, archived or not, newest first, at most `limit`, only those before `before`. */
  page(productId: ProductId, limit: number, before: number | undefined): Promise<readonly KeptStockChange[] | undefined>
}

export type CatalogueReader = {
  page(query: PageQuery): Promise<readonly Product[]>
  /** Archived or not. */
  product(id: ProductId): Promise<Product | undefined>
}
