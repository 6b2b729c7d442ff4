import type { User, UserId } from '../../domain/accounts/user.ts'
import type { ProductId } from '../../domain/catalogue/product.ts'
import { sum } from '../../domain/money.ts'
import { countSale, NO_SALES, type ProductSales, type Sale, type SalesTotals } from '../../domain/sales/report.ts'
import type { Needs } from '../needs.ts'
import type { OrderEnd } from '../ports/sales.ts'

/** Of orders: the memory that a report takes does not grow with them. */
const PIECE = 1_000

/** Milliseconds: of orders placed from this time on, and before that one. */
type Period = { readonly from: number; readonly to: number }

async function* pieces({ sales, pause }: Needs, period: Period): AsyncGenerator<readonly Sale[]> {
  for (let after: OrderEnd | undefined; ; await pause(0)) {
    const found = await sales.page({ ...period, after, limit: PIECE })
    yield found
    after = found.at(-1)
    if (found.length < PIECE) return
  }
}

const best = <T extends Pick<SalesTotals, 'total'>>(rows: Iterable<T>): readonly T[] =>
  [...rows].sort((a, b) => b.total - a.total)

/** Of each day; `borders` are the instants at which the days begin, and the last one ends. */
export const salesByDay = (needs: Needs) => async (borders: readonly number[]) => {
  const days = borders.slice(1).map((): SalesTotals => NO_SALES)
  const period = { from: borders.at(0) ?? 0, to: borders.at(-1) ?? 0 }
  let day = 0
  for await (const sales of pieces(needs, period)) {
    for (const sale of sales) {
      while (sale.placedAt >= (borders[day + 1] ?? Number.POSITIVE_INFINITY)) day++
      days[day] = countSale(days[day] ?? NO_SALES, sale)
    }
  }
  return days
}

/** Without cancelled orders, the best sold first. */
export const salesByProduct = (needs: Needs) => async (period: Period) => {
  const rows = new Map<ProductId, ProductSales>()
  for await (const sales of pieces(needs, period)) {
    const ids = sales.filter(({ status }) => status !== 'cancelled').map(({ id }) => id)
    for (const row of await needs.sales.ofProducts(ids)) {
      const { orders, units, total } = rows.get(row.productId) ?? { orders: 0, units: 0, total: NO_SALES.total }
      const sums = { orders: orders + row.orders, units: units + row.units, total: sum([total, row.total]) }
      rows.set(row.productId, { ...row, ...sums })
    }
  }
  return best(rows.values())
}

export type CustomerSales = SalesTotals & { readonly userId: UserId; readonly user: User | undefined }

/** The best customer first. */
export const salesByCustomer = (needs: Needs) => async (period: Period) => {
  const totals = new Map<UserId, SalesTotals>()
  for await (const sales of pieces(needs, period)) {
    for (const sale of sales) totals.set(sale.userId, countSale(totals.get(sale.userId) ?? NO_SALES, sale))
  }
  const users = new Map((await needs.users.byIds([...totals.keys()])).map((user) => [user.id, user]))
  return best([...totals].map(([userId, row]): CustomerSales => ({ ...row, userId, user: users.get(userId) })))
}
