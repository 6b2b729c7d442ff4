import type { NewProduct, Product, ProductId } from '../../domain/product.ts'

export type ProductRepository = {
  /** Holds these products until the unit ends; those that do not exist are left out. In id order. */
  lock(ids: readonly ProductId[]): Promise<readonly Product[]>
  lockBySku(skus: readonly string[]): Promise<readonly Product[]>
  /** These products as they are now, not held: for a cart, which promises no stock. In id order. */
  byIds(ids: readonly ProductId[]): Promise<readonly Product[]>
  /** Keeps new products, numbered in the order they are given. */
  add(products: readonly NewProduct[]): Promise<void>
  /** Replaces products that this unit has locked. */
  save(products: readonly Product[]): Promise<void>
}
