import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { mysqlDialect } from '../../src/adapters/mysql/dialect.ts'
import { mysqlStore } from '../../src/adapters/mysql/store.ts'
import { runUnit, sqlReaders } from '../../src/adapters/sql/unit-of-work.ts'
import { wholeCatalogue } from '../../src/application/ports/products.ts'
import type { Readers, Repositories } from '../../src/application/ports/store.ts'
import { MAX_LISTED_LINES, type Order } from '../../src/domain/sales/order.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { execute } from '../support/servers/mysql-server.ts'
import { present } from './expect.ts'
import { addOrders, fill, linesFor, newUser, orderOf, someProducts, someUsers } from './given.ts'
import { openMysqlExecutor } from './mysql-executor.ts'

const CUSTOMERS = 20
const ORDERS = 15
const LINES = 30

const productIds = ({ lines }: Order) => lines.map(({ productId }) => productId)

type Ask = (mine: Order, readers: Readers, repositories: Repositories) => Promise<unknown>

/** What a customer's requests ask, and how many of the rows belong to the answer. */
const reads: readonly (readonly [what: string, ask: Ask, rows: number])[] = [
  ['a page of the catalogue', (_, { catalogue }) => catalogue.page({ ...wholeCatalogue, limit: 20 }), 20],
  ['a registration', (_, __, { users }) => users.add(newUser()), 0],
  ['a cart', ({ userId }, { carts }) => carts.byUser(userId), LINES],
  ['a page of orders', ({ userId }, { orders }) => orders.page(userId, 5, undefined), 5 * MAX_LISTED_LINES],
  ['a later page of orders', ({ userId, id }, { orders }) => orders.page(userId, 5, id), 5 * MAX_LISTED_LINES],
  ['an order', ({ userId, id }, { orders }) => orders.byId(userId, id), LINES],
  ['the lock of a cart', ({ userId }, _, { carts }) => carts.lock([userId]), LINES],
  ['the order of a key', (mine, _, { orders }) => orders.byIdempotencyKeys([mine]), LINES],
  ['the lock of an order', ({ userId, id }, _, { orders }) => orders.lock(userId, id), LINES],
  ['the lock of what is bought', (mine, _, { products }) => products.lock(productIds(mine)), LINES],
  [
    'the stock of what is bought',
    (mine, _, { products }) => products.saveStock(productIds(mine).map((id) => ({ id, stock: 99 }))),
    LINES,
  ],
]

// The optimizer has statistics of the time when the tables were small, and would scan them.
describe.each(inject('mysqlServers'))('$name with stale statistics', async ({ url: server }) => {
  const { url, drop } = await freshDatabase(server)
  const store = mysqlStore(url)
  const { executor, end } = openMysqlExecutor(url)
  let mine: Order | undefined

  beforeAll(async () => {
    await store.migrate()
    const customers = await someUsers(store, CUSTOMERS)
    const products = await someProducts(store, Array(5 * LINES).fill({ stock: 100 }))
    const bought = products.slice(0, LINES)
    for (const [i, customer] of customers.entries()) {
      await addOrders(store, ...Array.from({ length: i === 0 ? 1 : ORDERS }, () => orderOf(customer, bought)))
      await fill(store, { userId: customer.id, lines: linesFor(bought, 1) })
      if (i > 0) continue
      for (const table of ['users', 'products', 'cart_lines', 'orders', 'order_lines']) {
        await execute(url, `ALTER TABLE ${table} STATS_AUTO_RECALC = 0`)
        await execute(url, `ANALYZE TABLE ${table}`)
      }
    }
    const last = customers.at(-1)
    const [newest] = last ? await store.readers.orders.page(last.id, 1, undefined) : []
    mine = newest && (await store.readers.orders.byId(newest.userId, newest.id))
  })
  afterAll(async () => {
    await end()
    await store.close()
    await drop()
  })

  const rowsRead = async (): Promise<number> => {
    const counters = await executor.all("SHOW SESSION STATUS LIKE 'Handler\\_read%'")
    return counters.reduce((sum, { Value }) => sum + Number(Value), 0)
  }

  test.each(reads)('%s reads the rows of its answer, and not the whole table', async (_, ask, rows) => {
    const readers = sqlReaders(executor, mysqlDialect)
    const [start, counting] = [await rowsRead(), await rowsRead()]
    await runUnit(executor, mysqlDialect, (repositories) => ask(present(mine), readers, repositories))
    const read = (await rowsRead()) - counting - (counting - start)
    expect(read).toBeGreaterThanOrEqual(rows)
    expect(read).toBeLessThan(5 * rows + 50)
  })
})
