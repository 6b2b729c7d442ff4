import type { Product, ProductId, ProductNotFound } from '../../domain/catalogue/product.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { fold } from '../../domain/text.ts'
import { coalesced } from '../coalesced.ts'
import { limited } from '../limited.ts'
import type { CatalogueQuery, CatalogueReader, PageEnd } from '../ports/products.ts'
import type { Pause } from '../ports/system.ts'

export { type CatalogueQuery, type PageEnd, type Sorting, sortings, wholeCatalogue } from '../ports/products.ts'

/** `slices` hold what the caller keeps of the products; `end` is the last product, if another page follows. */
export type CataloguePage<View> = { readonly slices: readonly View[]; readonly end: PageEnd | undefined }
type ViewOf<View> = (products: readonly Product[]) => View
/** `viewOf` is given a slice while it is read: a whole catalogue would take much memory as products. */
export type ListProducts = <View>(viewOf: ViewOf<View>) => (query: CatalogueQuery) => Promise<CataloguePage<View>>

export type ShowProduct = (productId: ProductId) => Promise<Result<Product, ProductNotFound>>

type Needs = { readonly catalogue: CatalogueReader; readonly pause: Pause }

export const MAX_PAGE = 100
/** How much of a whole catalogue is read before others are served. */
const SLICE = 1_000
const WHOLE_READS = { concurrency: 2, refusal: 'too many requests for the whole catalogue' }
const MAX_WAIT_MS = 5_000

/** In pages when a limit is given. */
export const listProducts = ({ catalogue, pause }: Needs): ListProducts => {
  const oneOfTwo = limited({ ...WHOLE_READS, wait: { ms: MAX_WAIT_MS, pause } })

  const readPage = async (query: CatalogueQuery, limit: number) => {
    const products = await catalogue.page({ ...query, limit: limit + 1 })
    const page = products.slice(0, limit)
    const last = page.at(-1)
    const end = products.length > limit && last ? { id: last.id, name: last.name, price: last.price } : undefined
    return { page, end }
  }

  const readWhole = async <View>(query: CatalogueQuery, viewOf: ViewOf<View>): Promise<CataloguePage<View>> => {
    const slices: View[] = []
    const listed = new Set<ProductId>()
    for (let after = query.after; ; await pause(0)) {
      const { page, end } = await readPage({ ...query, after }, SLICE)
      // A product whose sort key has changed meanwhile would be listed twice.
      slices.push(viewOf(page.filter(({ id }) => !listed.has(id))))
      if (!end) return { slices, end }
      for (const { id } of page) listed.add(id)
      after = end
    }
  }

  return (viewOf) => {
    const shared = coalesced(
      async (query: CatalogueQuery) => {
        if (query.limit === undefined) return oneOfTwo(() => readWhole(query, viewOf))
        const { page, end } = await readPage(query, query.limit)
        return { slices: [viewOf(page)], end }
      },
      (query) => JSON.stringify(query),
    )
    return (query) => shared(query.search === undefined ? query : { ...query, search: fold(query.search) })
  }
}

export const showProduct =
  ({ catalogue }: Pick<Needs, 'catalogue'>): ShowProduct =>
  async (productId) => {
    const product = await catalogue.product(productId)
    return product ? ok(product) : err({ type: 'product_not_found', productId })
  }
