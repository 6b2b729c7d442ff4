import { serialQueue } from '../../application/limited.ts'
import type { Readers, Repositories } from '../../application/ports/store.ts'
import { sqlAttempts } from './attempts.ts'
import { sqlAudit, sqlAuditReader } from './audit.ts'
import { sqlCartReader, sqlCarts } from './carts.ts'
import type { Dialect, Executor, Reading } from './executor.ts'
import { sqlOrderReader, sqlOrders } from './orders.ts'
import { sqlCatalogueReader, sqlProducts } from './products.ts'
import { sqlSalesReader } from './sales.ts'
import { sqlSessionReader, sqlSessions } from './sessions.ts'
import { sqlStockReader } from './stock-ledger.ts'
import { sqlUserReader, sqlUsers } from './users.ts'

/** Each answer is one statement: consistent without a transaction. */
export const sqlReaders = (executor: Reading, dialect: Dialect): Readers => ({
  users: sqlUserReader(executor, dialect),
  sessions: sqlSessionReader(executor),
  catalogue: sqlCatalogueReader(executor, dialect),
  stock: sqlStockReader(executor, dialect),
  carts: sqlCartReader(executor, dialect),
  orders: sqlOrderReader(executor, dialect),
  sales: sqlSalesReader(executor, dialect),
  audit: sqlAuditReader(executor),
})

type Work<T> = (repositories: Repositories) => Promise<T>

/** Sends nothing after a failed statement, or the end: a deadlock rolls back, and the next would be autocommitted. */
export const runUnit = async <T>(executor: Executor, dialect: Dialect, work: Work<T>): Promise<T> => {
  const enqueue = serialQueue()
  let end: { readonly reason: unknown } | undefined

  const guarded = <R>(send: () => Promise<R>): Promise<R> =>
    enqueue(async () => {
      if (end) throw end.reason
      return send().catch((reason: unknown) => {
        end ??= { reason }
        throw reason
      })
    })

  const unit: Executor = {
    all: (sql, values) => guarded(() => executor.all(sql, values)),
    run: (sql, values) => guarded(() => executor.run(sql, values)),
  }
  try {
    const result = await work({
      users: sqlUsers(unit, dialect),
      sessions: sqlSessions(unit, dialect),
      attempts: sqlAttempts(unit, dialect),
      products: sqlProducts(unit, dialect),
      carts: sqlCarts(unit, dialect),
      orders: sqlOrders(unit, dialect),
      audit: sqlAudit(unit),
    })
    if (end) throw end.reason
    return result
  } catch (reason) {
    // The store decides by the statement's own error whether to retry.
    throw end ? end.reason : reason
  } finally {
    end ??= { reason: new Error('the unit of work has ended') }
  }
}
