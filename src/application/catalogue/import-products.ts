import type { NewProduct, Product, ProductDetails, ProductDraft } from '../../domain/catalogue/product.ts'
import { checkProduct, checkStock, launch, nextVersion, revise } from '../../domain/catalogue/product.ts'
import { stockChange } from '../../domain/catalogue/stock.ts'
import { err, type Fault, ok, type Result } from '../../domain/result.ts'
import { audited, OPERATOR } from '../audit.ts'
import type { Needs } from '../needs.ts'

/** A row and the line of the file it begins on; `misread` says why it could not be read. */
export type ListedRow = {
  readonly line: number
  readonly draft: ProductDraft & { readonly sku: string }
  readonly misread?: string | undefined
}
/** Read twice: a list may be larger than the memory. */
export type PriceList = Iterable<ListedRow> | AsyncIterable<ListedRow>

export type BadRow = { readonly line: number; readonly faults: readonly Fault[] }
/** Nothing was imported. */
export type BadRows = { readonly type: 'bad_rows'; readonly count: number }
/** `raised`: how many products have more in stock than before, because the list says so. */
export type Imported = Readonly<Record<'added' | 'updated' | 'skipped' | 'raised', number>>

type Import = {
  readonly rows: PriceList
  /** Keeps the good rows; otherwise one bad row refuses the list. */
  readonly skipBad: boolean
  /** Known products keep their stock. */
  readonly keepStock?: boolean
  readonly onBad?: (row: BadRow) => void
  /** Rows that were imported, of all; before that, rows that were checked. */
  readonly onProgress?: (rows: number, total: number | undefined) => void
}

type GoodRow = { readonly line: number; readonly details: ProductDetails }

/** So few that nobody who buys them waits long for their locks; a power of two is one statement. */
const PIECE = 128
/** Longer than another process that waits for the database file sleeps. */
const PAUSE_MS = 10
/** A list that changes stock is one unit: imported again, it would change it again. */
const MAX_CHANGES = 1_000

/** Adds and updates products by sku, once every row is checked. Interrupted, a list without changes can be imported again. */
export const importProducts =
  ({ unitOfWork, pause, clock }: Pick<Needs, 'unitOfWork' | 'pause' | 'clock'>) =>
  async (command: Import): Promise<Result<Imported, BadRows>> => {
    const { rows, skipBad, keepStock = false, onBad = () => undefined, onProgress = () => undefined } = command
    const lineOfSku = new Map<string | undefined, number>()
    let [good, bad, size] = [0, 0, PIECE]
    for await (const row of checked(rows, lineOfSku)) {
      if (row.ok) good++
      else bad++
      if (!row.ok) onBad(row.error)
      else if (row.value.details.stockChange !== undefined) size = MAX_CHANGES
      onProgress(good + bad, undefined)
    }
    if (bad > 0 && !skipBad) return err({ type: 'bad_rows', count: bad })

    const sums = { added: 0, updated: 0, skipped: bad, raised: 0 }
    let imported = 0
    for await (const piece of pieces(checked(rows, lineOfSku), size)) {
      if (imported > 0) await pause(PAUSE_MS)
      const result = await unitOfWork.run(async ({ products, audit }) => {
        // All at once, so that locks are taken in id order.
        const known = await products.lockBySku(piece.flatMap(({ details }) => details.sku ?? []))
        const outcome = merge(piece, known, keepStock)
        if (outcome.refused.length > 0 && !skipBad) return err(outcome)
        await products.add(outcome.added)
        await products.save(outcome.revised)
        const added = await products.lockBySku(outcome.added.flatMap(({ sku }) => sku ?? []))
        const stocks = new Map([...outcome.added, ...outcome.revised].map(({ sku, stock }) => [sku, stock]))
        const at = clock.now()
        const cause = { reason: 'import', at } as const
        const changes = [...known, ...added].map((one) => stockChange(one, stocks.get(one.sku) ?? one.stock, cause))
        await products.changeStock(changes.filter(({ change }) => change !== 0))
        const after = { added: outcome.added.length, updated: outcome.revised.length }
        await audited(audit, { ...OPERATOR, at, action: 'products_imported', subject: 'products', before: {}, after })
        return ok(outcome)
      })
      const { added, revised, refused, raised } = result.ok ? result.value : result.error
      refused.forEach(onBad)
      if (!result.ok) return err({ type: 'bad_rows', count: refused.length })
      sums.added += added.length
      sums.updated += revised.length
      sums.skipped += refused.length
      sums.raised += raised
      imported += piece.length
      onProgress(imported, good)
    }
    if (imported !== good) throw new Error('the list was changed while it was imported: import it again')
    return ok(sums)
  }

/** A sku's second good row is bad, and so are those beyond `MAX_CHANGES`; `lineOfSku` is kept for the second reading. */
async function* checked(rows: PriceList, lineOfSku: Map<string | undefined, number>) {
  let [changesStock, good] = [false, 0]
  for await (const { draft, line, misread } of rows) {
    const product = checkProduct(draft)
    const bad = (field: string, message: string) => err({ line, faults: [{ field, message }] })
    const first = (product.ok && lineOfSku.get(product.value.sku)) || line
    changesStock ||= product.ok && product.value.stockChange !== undefined
    if (misread !== undefined) yield bad('row', misread)
    else if (!product.ok) yield err({ line, faults: product.error.faults })
    else if (first !== line) yield bad('sku', `is already on line ${first}`)
    else if (changesStock && good >= MAX_CHANGES)
      yield bad('row', `is beyond the ${MAX_CHANGES} of a list that changes stock`)
    else {
      good++
      lineOfSku.set(product.value.sku, line)
      yield ok({ line, details: product.value })
    }
  }
}

async function* pieces(rows: ReturnType<typeof checked>, size: number) {
  let piece: GoodRow[] = []
  for await (const row of rows) {
    if (row.ok) piece.push(row.value)
    if (piece.length < size) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
}

/** What rows make of the products that are known by their skus. */
const merge = (piece: readonly GoodRow[], known: readonly Product[], keepStock: boolean) => {
  const bySku = new Map(known.map((product) => [product.sku, product]))
  const [added, revised, refused]: [NewProduct[], Product[], BadRow[]] = [[], [], []]
  let raised = 0
  for (const { line, details } of piece) {
    const before = bySku.get(details.sku)
    const kept = before && keepStock ? { ...details, stock: undefined, stockChange: undefined } : details
    const after = before && nextVersion(before, revise(before, kept))
    const { stock } = after ?? launch(details)
    if (kept.stockChange !== undefined && !checkStock(stock).ok) {
      refused.push({ line, faults: [{ field: 'stockChange', message: `would leave ${stock} in stock` }] })
    } else if (after) revised.push(after)
    else added.push(launch(details))
    if (before && kept.stock !== undefined && stock > before.stock) raised++
  }
  return { added, revised, refused, raised }
}
