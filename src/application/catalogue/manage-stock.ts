import type { UserId } from '../../domain/accounts/user.ts'
import { checkStock, type ProductId, type ProductNotFound } from '../../domain/catalogue/product.ts'
import { type givenReasons, type StockChange, stockChange } from '../../domain/catalogue/stock.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { type Actor, audited } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { type Paged, paged } from '../paged.ts'
import type { KeptStockChange } from '../ports/products.ts'

/** Somebody sold or changed some between the count and now. */
export type StockMoved = { readonly type: 'stock_moved'; readonly expected: number; readonly actual: number }
export type StockOutOfRange = { readonly type: 'stock_out_of_range'; readonly stock: number }

type Command = {
  readonly productId: ProductId
  readonly reason: (typeof givenReasons)[number]
  readonly note: string | undefined
  /** Units that came or went, or the units that were counted and those that the shop had then. */
  readonly by: { readonly change: number } | { readonly counted: number; readonly expected: number }
}

/** Changes the stock of a product, archived or not; answers the change, which may be none. */
export const changeStock =
  ({ unitOfWork, clock }: Needs) =>
  (actor: Actor & { readonly userId: UserId }, { productId, by, ...given }: Command) =>
    unitOfWork.run(
      async ({ products, audit }): Promise<Result<StockChange, ProductNotFound | StockMoved | StockOutOfRange>> => {
        const [product] = await products.lock([productId])
        if (!product) return err({ type: 'product_not_found', productId })
        const { stock: actual } = product
        if ('counted' in by && by.expected !== actual)
          return err({ type: 'stock_moved', expected: by.expected, actual })
        const stock = 'counted' in by ? by.counted : actual + by.change
        if (!checkStock(stock).ok) return err({ type: 'stock_out_of_range', stock })
        const at = clock.now()
        const change = stockChange(product, stock, { ...given, userId: actor.userId, at })
        await products.changeStock(change.change === 0 ? [] : [change])
        const entry = { ...actor, at, action: 'stock_changed', subject: `products/${productId}` }
        await audited(audit, { ...entry, before: { stock: actual }, after: { stock } })
        return ok(change)
      },
    )

export type StockPage = Paged<KeptStockChange>
type Page = { readonly productId: ProductId; readonly limit: number; readonly before: number | undefined }

/** The ledger of a product, newest first. */
export const listStockChanges =
  ({ stock }: Needs) =>
  async ({ productId, limit, before }: Page): Promise<Result<StockPage, ProductNotFound>> => {
    const found = await stock.page(productId, limit + 1, before)
    return found ? ok(paged(found, limit)) : err({ type: 'product_not_found', productId })
  }
