import type { Product, ProductId, ProductNotFound } from '../../domain/catalogue/product.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { coalesced } from '../coalesced.ts'
import { limited, serialQueue } from '../limited.ts'
import type { Needs } from '../needs.ts'
import type { CatalogueQuery, PageEnd } from '../ports/products.ts'

export { type CatalogueQuery, type PageEnd, type Sorting, sortings, wholeCatalogue } from '../ports/products.ts'

/** `slices` hold what the caller keeps of the products; `end` is the last product, if another page follows. */
export type CataloguePage<View> = { readonly slices: readonly View[]; readonly end: PageEnd | undefined }
/** `viewOf` is given a slice while it is read: a whole catalogue would take much memory as products. */
type ListProducts = <View>(
  viewOf: (products: readonly Product[]) => View,
) => (query: CatalogueQuery) => Promise<CataloguePage<View>>

export const MAX_PAGE = 100
/** How much of a whole catalogue is read before others are served. With 1,000, V8 keeps 50 MiB more in reserve. */
const SLICE = 250
const REFUSAL = 'too many requests for the whole catalogue'
const MAX_WAIT_MS = 5_000

/** In pages when a limit is given. */
export const listProducts = ({ catalogue, pause }: Pick<Needs, 'catalogue' | 'pause'>): ListProducts => {
  const oneOfTwo = limited({ concurrency: 2, timeout: () => pause(MAX_WAIT_MS), refusal: REFUSAL })
  const inTurn = serialQueue()

  return (viewOf) => {
    const read = async (query: CatalogueQuery) => {
      const { limit = SLICE } = query
      const slices: ReturnType<typeof viewOf>[] = []
      const listed = new Set<ProductId>()
      for (let { after } = query; ; await pause(0)) {
        const found = await catalogue.page({ ...query, after, limit: limit + 1 })
        const page = found.slice(0, limit)
        // A product whose sort key has changed meanwhile would be listed twice.
        const fresh = page.filter(({ id }) => !listed.has(id))
        if (fresh.length > 0) slices.push(viewOf(fresh))
        const end = found.length > limit ? page.at(-1) : undefined
        if (!end || query.limit !== undefined) return { slices, end }
        for (const { id } of page) listed.add(id)
        after = end
      }
    }
    const bounded = (query: CatalogueQuery) => (query.limit === undefined ? oneOfTwo(() => read(query)) : read(query))
    const shared = coalesced(bounded, (query) => JSON.stringify(query))
    return async (query) => {
      const found = await shared(query)
      // The system takes megabytes of a whole catalogue at once: those who share one are answered in turn.
      if (query.limit === undefined) await inTurn(() => pause(0))
      return found
    }
  }
}

export const showProduct =
  ({ catalogue }: Needs) =>
  async (productId: ProductId): Promise<Result<Product, ProductNotFound>> => {
    const product = await catalogue.product(productId)
    return product?.archived === false ? ok(product) : err({ type: 'product_not_found', productId })
  }
