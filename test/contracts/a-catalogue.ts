import { type CatalogueQuery, type PageEnd, wholeCatalogue } from '../../src/application/ports/products.ts'
import type { Store } from '../../src/application/ports/store.ts'
import type { NewProduct, Product } from '../../src/domain/catalogue/product.ts'
import { someProducts, unique } from './given.ts'

/** Products that a search for `tag`, the beginning of their names, tells from those of other cases. */
export const aCatalogue = async (store: Store, listed: readonly Partial<NewProduct>[]) => {
  const tag = unique()
  const named = listed.map((product) => ({ ...product, name: `${tag} ${product.name ?? 'lamp'}` }))
  const added = await someProducts(store, named)
  const page = (query: Partial<CatalogueQuery>): Promise<readonly Product[]> =>
    store.readers.catalogue.page({ ...wholeCatalogue, search: tag, ...query })
  const indexes = new Map(added.map(({ id }, i) => [id, i]))
  return {
    tag,
    added,
    page,
    /** The same page, each product as its index in `listed`. */
    ask: async (query: Partial<CatalogueQuery>) => (await page(query)).map(({ id }) => indexes.get(id)),
  }
}

export const endOf = ({ id, name, price }: Product): PageEnd => ({ id, name, price })
