import type { Fault } from '../domain/invalid.ts'
import { checkRow, launch, type ProductDetails, type ProductRow, revise } from '../domain/product.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { UnitOfWork } from './ports/unit-of-work.ts'

/** A row of a price list and the line of the file it begins on; `misread` says why it could not even be read. */
export type ListedRow = {
  readonly line: number
  readonly row: ProductRow
  readonly misread?: string
}

export type BadRow = { readonly line: number; readonly faults: readonly Fault[] }
export type BadRows = { readonly type: 'bad_rows'; readonly rows: readonly BadRow[] }
export type Imported = { readonly added: number; readonly updated: number; readonly bad: readonly BadRow[] }

export type ImportProducts = (command: {
  readonly rows: readonly ListedRow[]
  /** Keep the good rows when others are bad; otherwise one bad row refuses the whole list. */
  readonly skipBad: boolean
  /** Told how many rows have been written so far, a thousand or fewer at a time. */
  readonly onProgress?: (written: number) => void
}) => Promise<Result<Imported, BadRows>>

const BATCH = 1_000

/** Adds and updates products by sku: all of them or, when a row is bad or the store fails, none. */
export const importProducts =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): ImportProducts =>
  async ({ rows, skipBad, onProgress }) => {
    const { good, bad } = sift(rows)
    if (bad.length > 0 && !skipBad) return err({ type: 'bad_rows', rows: bad })
    return unitOfWork.run(async ({ products }) => {
      // All at once and before anything is written, so that the locks are taken in id order like everyone else's.
      const known = await products.lockBySku(good.map(({ sku }) => sku))
      const bySku = new Map(known.map((product) => [product.sku, product]))
      for (let from = 0; from < good.length; from += BATCH) {
        const batch = good.slice(from, from + BATCH)
        await products.add(batch.filter(({ sku }) => !bySku.has(sku)).map(launch))
        await products.save(
          batch.flatMap((details) => {
            const product = bySku.get(details.sku)
            return product ? [revise(product, details)] : []
          }),
        )
        onProgress?.(from + batch.length)
      }
      return ok({ added: good.length - known.length, updated: known.length, bad })
    })
  }

/** Parts what can be kept from what cannot; a sku that comes twice is bad the second time. */
const sift = (rows: readonly ListedRow[]): { good: readonly ProductDetails[]; bad: readonly BadRow[] } => {
  const good: ProductDetails[] = []
  const bad: BadRow[] = []
  const seen = new Map<string, number>()
  for (const { line, row, misread } of rows) {
    const checked = checkRow(row)
    if (misread !== undefined) bad.push({ line, faults: [{ field: 'row', message: misread }] })
    else if (!checked.ok) bad.push({ line, faults: checked.error.faults })
    else {
      const { sku } = checked.value
      const first = seen.get(sku)
      if (first === undefined) {
        seen.set(sku, line)
        good.push(checked.value)
      } else bad.push({ line, faults: [{ field: 'sku', message: `is already on line ${first}` }] })
    }
  }
  return { good, bad }
}
