import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { within } from '../../src/adapters/mysql/deadline.ts'
import { mysqlDialect } from '../../src/adapters/mysql/dialect.ts'
import { mysqlSession } from '../../src/adapters/mysql/session.ts'
import { mysqlStore } from '../../src/adapters/mysql/store.ts'
import { sqlQueries } from '../../src/adapters/sql/queries.ts'
import { sqlRepositories } from '../../src/adapters/sql/repositories.ts'
import { everything, type Queries } from '../../src/application/ports/queries.ts'
import type { Repositories } from '../../src/application/ports/unit-of-work.ts'
import type { Order } from '../../src/domain/order.ts'
import { freshDatabase } from '../servers/database.ts'
import { execute } from '../servers/mysql-server.ts'
import { fill, keep, orderOf, someProducts, someUsers } from './given.ts'

const CUSTOMERS = 20
const ORDERS = 15
const LINES = 30

type Asked = { readonly queries: Queries; readonly repositories: Repositories; readonly mine: Order }

/** What is asked again and again on the way of a customer, to whom few rows of many belong; and how many those are. */
const reads: readonly (readonly [what: string, ask: (asked: Asked) => Promise<unknown>, rows: number])[] = [
  ['a page of the catalogue', ({ queries }) => queries.products({ ...everything, limit: 20 }), 20],
  ['a cart', ({ queries, mine }) => queries.cart(mine.userId), LINES],
  ['a page of orders', ({ queries, mine }) => queries.orders(mine.userId, 5, undefined), 5 * LINES],
  ['a later page of orders', ({ queries, mine }) => queries.orders(mine.userId, 5, mine.id), 5 * LINES],
  ['an order', ({ queries, mine }) => queries.order(mine.userId, mine.id), LINES],
  ['the lock of a cart', ({ repositories, mine }) => repositories.carts.lock([mine.userId]), LINES],
  ['the order of a key', ({ repositories, mine }) => repositories.orders.underKeys([mine]), LINES],
  ['the lock of an order', ({ repositories, mine }) => repositories.orders.lock(mine.userId, mine.id), LINES],
  [
    'the lock of what is bought',
    ({ repositories, mine }) => repositories.products.lock(mine.lines.map(({ productId }) => productId)),
    LINES,
  ],
]

// A server plans by statistics that it made when the shop was young, and scans what was small then.
describe.each(inject('mysqlServers'))('$name, whose statistics are old', async ({ url: server }) => {
  const { url, drop } = await freshDatabase(server)
  const store = mysqlStore(url)
  const connection = await createConnection(url)
  const session = mysqlSession(connection, within, 5_000)
  let mine: Order | undefined

  beforeAll(async () => {
    await store.migrate()
    const customers = await someUsers(store, CUSTOMERS)
    const products = await someProducts(store, Array(5 * LINES).fill({ stock: 100 }))
    const bought = products.slice(0, LINES)
    for (const [i, customer] of customers.entries()) {
      await keep(store, ...Array.from({ length: i === 0 ? 1 : ORDERS }, () => orderOf(customer, bought)))
      await fill(store, { userId: customer.id, lines: bought.map(({ id }) => ({ productId: id, quantity: 1 })) })
      if (i > 0) continue
      for (const table of ['users', 'products', 'cart_lines', 'orders', 'order_lines']) {
        await execute(url, `ALTER TABLE ${table} STATS_AUTO_RECALC = 0`)
        await execute(url, `ANALYZE TABLE ${table}`)
      }
    }
    const last = customers.at(-1)
    mine = last && (await store.queries.orders(last.id, 1, undefined))[0]
  })
  afterAll(async () => {
    await connection.end()
    await store.close()
    await drop()
  })

  const rowsRead = async (): Promise<number> => {
    const counters = await session.all("SHOW SESSION STATUS LIKE 'Handler\\_read%'")
    return counters.reduce((sum, { Value }) => sum + Number(Value), 0)
  }

  test.each(reads)('%s costs what belongs to it, and not the whole table', async (_, ask, rows) => {
    if (!mine) throw new Error('nobody has bought anything')
    const asked = {
      mine,
      queries: sqlQueries(session, mysqlDialect),
      repositories: sqlRepositories(session, mysqlDialect),
    }
    const [start, counting] = [await rowsRead(), await rowsRead()]
    await ask(asked)
    const read = (await rowsRead()) - counting - (counting - start)
    expect(read).toBeGreaterThanOrEqual(rows)
    expect(read).toBeLessThan(5 * rows + 50)
  })
})
