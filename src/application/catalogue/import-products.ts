import { checkProduct, launch, type ProductDetails, type ProductDraft, revise } from '../../domain/catalogue/product.ts'
import { err, type Fault, ok, type Result } from '../../domain/result.ts'
import type { UnitOfWork } from '../ports/store.ts'

/** A row and the line of the file it begins on; `misread` says why it could not be read. */
export type ListedRow = {
  readonly line: number
  readonly draft: ProductDraft & { readonly sku: string }
  readonly misread?: string
}

export type BadRow = { readonly line: number; readonly faults: readonly Fault[] }
export type BadRows = { readonly type: 'bad_rows'; readonly rows: readonly BadRow[] }
export type Imported = { readonly added: number; readonly updated: number; readonly bad: readonly BadRow[] }

export type ImportProducts = (command: {
  readonly rows: readonly ListedRow[]
  /** Keeps the good rows; otherwise one bad row refuses the list. */
  readonly skipBad: boolean
}) => Promise<Result<Imported, BadRows>>

/** Adds and updates products by sku: all or none. */
export const importProducts =
  ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): ImportProducts =>
  async ({ rows, skipBad }) => {
    const { good, bad } = splitRows(rows)
    if (bad.length > 0 && !skipBad) return err({ type: 'bad_rows', rows: bad })
    return unitOfWork.run(async ({ products }) => {
      // All at once, so that locks are taken in id order.
      const known = await products.lockBySku([...good.keys()])
      const bySku = new Map(known.map((product) => [product.sku, product]))
      const added = [...good.values()].filter(({ sku }) => !bySku.has(sku))
      const revised = [...good.values()].flatMap((details) => {
        const product = bySku.get(details.sku)
        return product ? [revise(product, details)] : []
      })
      await products.add(added.map(launch))
      await products.save(revised)
      return ok({ added: added.length, updated: revised.length, bad })
    })
  }

/** Separates good rows, by sku, from bad ones; a sku's second good row is bad. */
const splitRows = (rows: readonly ListedRow[]) => {
  const good = new Map<string, ProductDetails>()
  const firstLine = new Map<string, number>()
  const faultsOf = ({ draft, line, misread }: ListedRow): readonly Fault[] => {
    if (misread !== undefined) return [{ field: 'row', message: misread }]
    const checked = checkProduct(draft)
    if (!checked.ok) return checked.error.faults
    const { sku = '' } = checked.value
    const first = firstLine.get(sku)
    if (first !== undefined) return [{ field: 'sku', message: `is already on line ${first}` }]
    firstLine.set(sku, line)
    good.set(sku, checked.value)
    return []
  }
  const checked = rows.map((row) => ({ line: row.line, faults: faultsOf(row) }))
  return { good, bad: checked.filter(({ faults }) => faults.length > 0) }
}
