import type { Product } from '../../domain/product.ts'
import type { Dialect } from './dialect.ts'
import { chunks, marks, padded } from './lists.ts'
import { isProductColumn, type ProductColumn, productColumns } from './product-rows.ts'
import type { Session, Value } from './session.ts'

/** A product as it shall be, and as it was read, if it was. */
export type Revision = { readonly before: Product | undefined; readonly after: Product }

const everyColumn = Object.keys(productColumns).filter(isProductColumn)

/** True when nothing but the stock may differ. */
const same = (a: Product, b: Product): boolean =>
  everyColumn.every((column) => column === 'stock' || productColumns[column](a) === productColumns[column](b))

/**
 * Writes what has changed. A sale changes nothing but stock, and the stock of a whole group of purchases is one
 * statement; whatever else changes is rare, and rewrites the row: two shapes of statement instead of one for every
 * combination of columns.
 */
export const updateProducts = async (
  session: Session,
  dialect: Dialect,
  revisions: readonly Revision[],
): Promise<void> => {
  const restocked: Product[] = []
  const rewritten: Product[] = []
  for (const { before, after } of revisions) {
    if (!before || !same(before, after)) rewritten.push(after)
    else if (before.stock !== after.stock) restocked.push(after)
  }
  await update(session, dialect, ['stock'], restocked, 256)
  // The server walks a CASE from its beginning for every row, so many columns want shorter lists.
  await update(session, dialect, everyColumn, rewritten, 32)
}

const update = async (
  session: Session,
  dialect: Dialect,
  columns: readonly ProductColumn[],
  products: readonly Product[],
  size: number,
): Promise<void> => {
  for (const chunk of chunks(products, size)) {
    const list = padded(chunk)
    const cases = `CASE id ${list.map(() => 'WHEN ? THEN ?').join(' ')}`
    const assignments = columns.map((column) => `${column} = ${cases} ELSE ${column} END`).join(', ')
    const values = columns.flatMap((column): Value[] =>
      list.flatMap((product) => [product.id, productColumns[column](product)]),
    )
    await session.run(
      `UPDATE products${dialect.through('PRIMARY')} SET ${assignments} WHERE id IN (${marks(list.length)})`,
      [...values, ...list.map(({ id }) => id)],
    )
  }
}
