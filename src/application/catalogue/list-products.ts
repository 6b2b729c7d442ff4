import type { Product } from '../../domain/catalogue/product.ts'
import { fold } from '../../domain/text.ts'
import { coalesced } from '../coalesced.ts'
import type { CatalogueQuery, CatalogueReader, PageEnd } from '../ports/products.ts'

export { type CatalogueQuery, type PageEnd, type Sorting, sortings, wholeCatalogue } from '../ports/products.ts'

export type CataloguePage = { readonly products: readonly Product[]; readonly end: PageEnd | undefined }
export type ListProducts = (query: CatalogueQuery) => Promise<CataloguePage>

export const MAX_PAGE = 100

/** In pages when a limit is given; `end` is the last product, if another page follows. */
export const listProducts = ({ catalogue }: { readonly catalogue: CatalogueReader }): ListProducts => {
  const read = async (query: CatalogueQuery): Promise<CataloguePage> => {
    const { limit } = query
    if (limit === undefined) return { products: await catalogue.page(query), end: undefined }
    const products = await catalogue.page({ ...query, limit: limit + 1 })
    const page = products.slice(0, limit)
    const last = page.at(-1)
    const end = products.length > limit && last ? { id: last.id, name: last.name, price: last.price } : undefined
    return { products: page, end }
  }
  const shared = coalesced(read, (query) => JSON.stringify(query))
  return (query) => shared(query.search === undefined ? query : { ...query, search: fold(query.search) })
}
