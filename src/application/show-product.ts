import type { Product, ProductId, ProductNotFound } from '../domain/product.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Queries } from './ports/queries.ts'

export type ShowProduct = (productId: ProductId) => Promise<Result<Product, ProductNotFound>>

export const showProduct =
  ({ queries }: { readonly queries: Queries }): ShowProduct =>
  async (productId) => {
    const product = await queries.product(productId)
    return product ? ok(product) : err({ type: 'product_not_found', productId })
  }
