import { Hono } from 'hono'
import type { CataloguePage, PageEnd, Sorting } from '../../../application/catalogue/show-products.ts'
import type { Catalogue } from '../../../application/shop.ts'
import type { Product } from '../../../domain/catalogue/product.ts'
import type { HttpContext, HttpEnvironment } from '../environment.ts'
import { anyone } from '../middleware/guards.ts'
import { noQuery, validQuery } from '../middleware/validate.ts'
import { answer } from '../problems.ts'
import { cacheable, jsonBytes } from '../responses.ts'
import { catalogueQuery, encodeCursor, listedProductView, productView } from '../schemas/catalogue.ts'
import { productIdIn } from '../schemas/fields.ts'

export const catalogueRoutes = (shop: Catalogue) => {
  const list = shop.listProducts((products) => jsonBytes(products.map(listedProductView)))
  const sendPage = cacheable((page: CataloguePage<Uint8Array<ArrayBuffer>>) => page.slices)
  const sendProduct = cacheable((product: Product) => [jsonBytes(productView(product))])

  return new Hono<HttpEnvironment>()
    .get('/products', anyone, validQuery(catalogueQuery), async (c) => {
      const query = c.req.valid('query')
      const page = await list(query)
      return sendPage(c, page, linkToNext(c, query.sort, page.end))
    })
    .get('/products/:id', anyone, noQuery, async (c) => {
      const found = await shop.showProduct(productIdIn(c.req.param('id')))
      return answer(c, found, (product) => sendProduct(c, product))
    })
}

/** RFC 8288: the next page under the same conditions, relative to this one: a proxy may have cut off a path before it. */
const linkToNext = (c: HttpContext, sort: Sorting, end: PageEnd | undefined): { readonly Link?: string } => {
  if (end === undefined) return {}
  const next = new URL(c.req.url).searchParams
  next.set('cursor', encodeCursor(sort, end))
  return { Link: `<?${next}>; rel="next"` }
}
