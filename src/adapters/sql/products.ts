import { ascending } from '../../application/ascending.ts'
import type { ProductRepository } from '../../application/ports/product-repository.ts'
import { Unavailable } from '../../application/ports/unavailable.ts'
import type { Product, ProductId } from '../../domain/product.ts'
import { integer, text } from './columns.ts'
import type { Dialect } from './dialect.ts'
import { insertRows } from './insert-rows.ts'
import { allIn } from './lists.ts'
import { productColumns, productOf, selectedProduct } from './product-rows.ts'
import type { Session } from './session.ts'
import { updateProducts } from './update-products.ts'

export const sqlProducts = (session: Session, dialect: Dialect): ProductRepository => {
  /** What this unit holds, as it stands in the database: what a save is compared with. */
  const held = new Map<ProductId, Product>()

  const select = async (ids: readonly ProductId[], ending: string): Promise<readonly Product[]> => {
    const rows = await allIn(
      session,
      ascending(ids),
      (list) =>
        `SELECT ${selectedProduct} FROM products p${dialect.through('PRIMARY')} WHERE p.id IN (${list}) ORDER BY p.id${ending}`,
    )
    return rows.map(productOf)
  }

  const lock = async (ids: readonly ProductId[]): Promise<readonly Product[]> => {
    const products = await select(ids, dialect.forUpdate)
    for (const product of products) held.set(product.id, product)
    return products
  }

  return {
    lock,
    // Ids first, unheld, and then the locks: by sku they would be taken in another order than everyone else's.
    lockBySku: async (skus) => {
      const wanted = new Set(skus)
      const rows = await allIn(session, [...wanted], (list) => `SELECT id, sku FROM products WHERE sku IN (${list})`)
      // MySQL finds a sku also when spaces follow it.
      return lock(rows.filter((row) => wanted.has(text(row, 'sku'))).map((row) => integer(row, 'id')))
    },
    byIds: (ids) => select(ids, ''),
    add: async (products) => {
      const rows = products.map((product) => Object.values(productColumns).map((value) => value(product)))
      try {
        await insertRows(session, 'products', Object.keys(productColumns), rows)
      } catch (error) {
        // They were not there when this unit looked: someone else is adding them.
        if (!dialect.isDuplicate(error)) throw error
        throw new Unavailable('someone else is adding the same products: try again', 'contended', error)
      }
    },
    save: async (products) => {
      const revisions = products.map((after) => ({ before: held.get(after.id), after }))
      await updateProducts(session, dialect, revisions)
      for (const product of products) held.set(product.id, product)
    },
  }
}
