import { type CatalogueQuery, type PageEnd, wholeCatalogue } from '../../src/application/ports/products.ts'
import type { Store } from '../../src/application/ports/store.ts'
import type { NewProduct, Product } from '../../src/domain/catalogue/product.ts'
import { someProducts, unique } from './given.ts'

/** A catalogue within the store's, which other cases fill too: all its names begin with a tag, by which it is searched. */
export const aCatalogue = async (store: Store, listed: readonly Partial<NewProduct>[]) => {
  const tag = unique()
  const added = await someProducts(
    store,
    listed.map((product) => ({ ...product, name: `${tag} ${product.name ?? 'lamp'}` })),
  )
  const places = new Map(added.map(({ id }, place) => [id, place]))
  return {
    tag,
    added,
    /** What a query answers, each product as its place in `listed`. */
    ask: async (query: Partial<CatalogueQuery>): Promise<readonly (number | undefined)[]> => {
      const found = await store.readers.catalogue.page({ ...wholeCatalogue, search: tag, ...query })
      return found.map(({ id }) => places.get(id))
    },
  }
}

export const endOf = ({ id, name, price }: Product): PageEnd => ({ id, name, price })
