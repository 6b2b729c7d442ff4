import type { Product } from '../domain/product.ts'
import { fold } from '../domain/text.ts'
import { coalesced } from './coalesced.ts'
import type { CatalogueQuery, PageEnd, Queries } from './ports/queries.ts'

/** One page of the catalogue; the same object for everyone whose request shared the read. */
export type CataloguePage = { readonly products: readonly Product[]; readonly end: PageEnd | undefined }
export type ListProducts = (query: CatalogueQuery) => Promise<CataloguePage>

/** Shows what is for sale, in pages when a limit is given; `end` is where a next page begins, if there is one. */
export const listProducts = ({ queries }: { readonly queries: Queries }): ListProducts => {
  const read = async (query: CatalogueQuery): Promise<CataloguePage> => {
    const { limit } = query
    if (limit === undefined) return { products: await queries.products(query), end: undefined }
    const products = await queries.products({ ...query, limit: limit + 1 })
    const page = products.slice(0, limit)
    const last = page.at(-1)
    const end = products.length > limit && last ? { id: last.id, name: last.name, price: last.price } : undefined
    return { products: page, end }
  }
  const shared = coalesced(read, (query) => JSON.stringify(query))
  return (query) => shared({ ...query, search: query.search === undefined ? undefined : fold(query.search) })
}
