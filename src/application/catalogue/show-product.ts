import type { Product, ProductId, ProductNotFound } from '../../domain/catalogue/product.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CatalogueReader } from '../ports/products.ts'

export type ShowProduct = (productId: ProductId) => Promise<Result<Product, ProductNotFound>>

export const showProduct =
  ({ catalogue }: { readonly catalogue: CatalogueReader }): ShowProduct =>
  async (productId) => {
    const product = await catalogue.product(productId)
    return product ? ok(product) : err({ type: 'product_not_found', productId })
  }
