import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { mysqlDialect } from '../../src/adapters/mysql/dialect.ts'
import { mysqlStore } from '../../src/adapters/mysql/store.ts'
import type { Executor } from '../../src/adapters/sql/executor.ts'
import { runUnit, sqlReaders } from '../../src/adapters/sql/unit-of-work.ts'
import { sqlUsers } from '../../src/adapters/sql/users.ts'
import { sqliteDialect } from '../../src/adapters/sqlite/dialect.ts'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'
import { type PageQuery, sortings, wholeCatalogue } from '../../src/application/ports/products.ts'
import type { Readers, Repositories } from '../../src/application/ports/store.ts'
import { money } from '../../src/domain/money.ts'
import { MAX_LISTED_LINES, type Order } from '../../src/domain/sales/order.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { execute } from '../support/servers/mysql-server.ts'
import { present } from './expect.ts'
import { addOrders, anAuditEntry, fill, linesFor, newUser, orderOf, someProducts, someUsers } from './given.ts'
import { openMysqlExecutor } from './mysql-executor.ts'

const CUSTOMERS = 20
const ORDERS = 15
const LINES = 30
/** Without orders, and products that nobody buys: a scan of them shows. */
const [MORE_CUSTOMERS, MORE_PRODUCTS] = [200, 2_000]
const PRODUCTS = 5 * LINES + MORE_PRODUCTS
const LIMIT = 20
const EMAIL = 'ada@example.com'

const productIds = ({ lines }: Order) => lines.map(({ productId }) => productId)

type Ask = (mine: Order, readers: Readers, repositories: Repositories) => Promise<unknown>

/** What requests ask, and how many of the rows belong to the answer. */
const reads: readonly (readonly [what: string, ask: Ask, rows: number])[] = [
  ['a page of the catalogue', (_, { catalogue }) => catalogue.page({ ...wholeCatalogue, limit: 20 }), 20],
  ['a log-in', (_, { users }) => users.byEmail('ADA@example.com'), 1],
  ['the lock of an account', (_, __, { users }) => users.lockByEmail('ADA@example.com'), 1],
  ['a registration', (_, __, { users }) => users.add(newUser()), 0],
  ['a cart', ({ userId }, { carts }) => carts.byUser(userId), LINES],
  ['a page of orders', ({ userId }, { orders }) => orders.page(userId, 5, undefined), 5 * MAX_LISTED_LINES],
  ['a later page of orders', ({ userId, id }, { orders }) => orders.page(userId, 5, id), 5 * MAX_LISTED_LINES],
  ['an order', ({ id }, { orders }) => orders.byId(id), LINES],
  ['the lock of a cart', ({ userId }, _, { carts }) => carts.lock([userId]), LINES],
  ['the order of a key', (mine, _, { orders }) => orders.byIdempotencyKeys([mine]), LINES],
  ['the lock of an order', ({ id }, _, { orders }) => orders.lock(id), LINES],
  ['the lock of what is bought', (mine, _, { products }) => products.lock(productIds(mine)), LINES],
  ['a page of all orders', (_, { orders }) => orders.list({ ...ever, limit: 5 }), 5 * MAX_LISTED_LINES],
  [
    'a later page of all orders',
    (mine, { orders }) => orders.list({ ...ever, before: mine, limit: 5 }),
    5 * MAX_LISTED_LINES,
  ],
  ['orders to ship', (_, { orders }) => orders.list({ ...ever, status: 'shipped', limit: 5 }), MAX_LISTED_LINES],
  ["a customer's orders", ({ userId }, { orders }) => orders.list({ ...ever, userId, limit: 5 }), 5 * MAX_LISTED_LINES],
  ['some sales', (_, { sales }) => sales.page({ ...ever, after: undefined, limit: 20 }), 20],
  ['later sales', (mine, { sales }) => sales.page({ ...ever, after: mine, limit: 20 }), 1],
  ['the products of a sale', ({ id }, { sales }) => sales.ofProducts([id]), LINES],
  ['a page of customers', (_, { users }) => users.page({ limit: 20 }), 20],
  ['the administrators', (_, __, { users }) => users.lockAdministrators(), 1],
  ['a page of the audit', (_, { audit }) => audit.page(20, undefined), 20],
  [
    'the stock of what is bought',
    (mine, _, { products }) => products.changeStock(productIds(mine).map((id) => ({ ...received, productId: id }))),
    LINES,
  ],
]

const ever = { from: 0, to: Number.MAX_SAFE_INTEGER }
const received = { change: 1, stockAfter: 99, reason: 'received', at: 1 } as const

// The optimizer has statistics of the time when the tables were small, and would scan them.
describe.each(inject('mysqlServers'))('$name with stale statistics', async ({ url: server }) => {
  const { url, drop } = await freshDatabase(server)
  const store = mysqlStore(url)
  const { executor, end } = openMysqlExecutor(url)
  let mine: Order | undefined

  beforeAll(async () => {
    await store.migrate()
    const customers = await someUsers(store, CUSTOMERS)
    const products = await someProducts(store, Array(PRODUCTS - MORE_PRODUCTS).fill({ stock: 100 }))
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
    await someUsers(store, MORE_CUSTOMERS)
    await someProducts(store, Array(MORE_PRODUCTS).fill({ price: money(5) }))
    await store.unitOfWork.run(({ users }) => users.add({ ...newUser(), email: EMAIL }))
    await store.unitOfWork.run(async ({ users, audit }) => {
      const joan = await users.add(newUser())
      if (joan.ok) await users.save({ ...joan.value, role: 'admin' })
      for (let i = 0; i < 200; i++) await audit.add(anAuditEntry(i))
    })
    const last = customers.at(-1)
    await store.unitOfWork.run(async ({ orders }) => {
      const [oldest] = await store.readers.sales.page({ ...ever, after: undefined, limit: 1 })
      const order = await orders.lock(oldest?.id ?? '')
      if (order) await orders.save({ ...order, status: 'shipped' })
    })
    const [newest] = last ? await store.readers.orders.page(last.id, 1, undefined) : []
    mine = newest && (await store.readers.orders.byId(newest.id))
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

  const rowsReadBy = async (ask: (readers: Readers, repositories: Repositories) => Promise<unknown>) => {
    const readers = sqlReaders(executor, mysqlDialect)
    const [start, counting] = [await rowsRead(), await rowsRead()]
    await runUnit(executor, mysqlDialect, (repositories) => ask(readers, repositories))
    return (await rowsRead()) - counting - (counting - start)
  }

  test.each(reads)('%s reads the rows of its answer, and not the whole table', async (_, ask, rows) => {
    const read = await rowsReadBy((readers, repositories) => ask(present(mine), readers, repositories))
    expect(read).toBeGreaterThanOrEqual(rows)
    expect(read).toBeLessThan(5 * rows + 50)
  })

  describe.each(sortings)('a search sorted by %s', (sort) => {
    const search = (...words: readonly string[]) => ({ ...wholeCatalogue, sort, words, limit: LIMIT })
    const pageOf = async (query: PageQuery) => {
      const page = await store.readers.catalogue.page(query)
      const read = await rowsReadBy(({ catalogue }) => catalogue.page(query))
      return { page, read }
    }

    test('stops at the end of its page, the first and the next', async () => {
      const first = await pageOf(search('lamp'))
      const next = await pageOf({ ...search('lamp'), after: present(first.page.at(-1)) })
      expect([first.page.length, next.page.length]).toEqual([LIMIT, LIMIT])
      expect(first.read).toBeLessThan(2 * LIMIT)
      expect(next.read).toBeLessThan(3 * LIMIT)
    })

    test('that finds nothing reads each product once', async () => {
      const { page, read } = await pageOf(search('lamp', 'nowhere'))
      expect(page).toEqual([])
      expect(read).toBeGreaterThanOrEqual(PRODUCTS)
      expect(read).toBeLessThan(1.1 * PRODUCTS)
    })
  })
})

// SQLite counts no rows. Read by an index in the order of the answer, without a temporary b-tree, a page ends the search.
describe('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-plans-'))
  const path = join(folder, 'kiosk.db')
  const store = sqliteStore(path)
  beforeAll(() => store.migrate())
  afterAll(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })

  /** How SQLite would read what is asked. */
  const planOf = async (ask: (readers: Readers, users: Repositories['users']) => Promise<unknown>) => {
    using database = new DatabaseSync(path)
    const steps: string[] = []
    const explaining: Executor = {
      all: async (sql, values = []) => {
        const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
        steps.push(...rows.map(({ detail }) => String(detail)))
        return []
      },
      run: async () => ({ changes: 0, lastId: 0 }),
    }
    await ask(sqlReaders(explaining, sqliteDialect), sqlUsers(explaining, sqliteDialect))
    return steps.filter((step) => /SCAN|SEARCH|TEMP/.test(step))
  }

  test('finds an account by the index of its key, at log-in and at registration', async () => {
    const byKey = ['SEARCH users USING INDEX users_email_key (email_key=?)']
    expect(await planOf(({ users }) => users.byEmail(EMAIL))).toEqual(byKey)
    expect(await planOf((_, users) => users.lockByEmail(EMAIL))).toEqual(byKey)
    const taken = await planOf((_, users) => users.add(newUser()))
    expect(taken).toHaveLength(3)
    for (const step of taken)
      expect(step).toMatch(/^SEARCH users USING COVERING INDEX \S+ \((email_key|email|username_key)=\?\)$/)
  })

  test('lists orders and sales in the order of an index', async () => {
    const before = { placedAt: 1, id: '01900000-0000-7000-8000-000000000000' }
    const list = (query: object) => planOf(({ orders }) => orders.list({ ...ever, before, limit: LIMIT, ...query }))
    const byTime = 'SEARCH h USING INDEX orders_by_time (placed_at>? AND placed_at<?)'
    expect(await list({})).toContain(byTime)
    const byStatus = 'SEARCH h USING INDEX orders_by_status (status=? AND placed_at>? AND placed_at<?)'
    expect(await list({ status: 'placed' })).toContain(byStatus)
    expect((await list({ userId: 1 })).join()).toMatch(/SEARCH h USING INDEX orders_(by_user|key) \(user_id=\?/)
    const sales = await planOf(({ sales }) => sales.page({ ...ever, after: before, limit: LIMIT }))
    expect(sales).toEqual(['SEARCH orders USING INDEX orders_by_time (placed_at>? AND placed_at<?)'])
  })

  test.each([
    ['id', 'products_by_id', 'id>?'],
    ['name', 'products_by_name', 'name_key>?'],
    ['-price', 'products_by_price', 'price_minor<?'],
  ] as const)('searches in the order of %s, by the index %s', async (sort, index, beyond) => {
    const query = { ...wholeCatalogue, sort, words: ['desk', 'lamp'], limit: LIMIT }
    const first = await planOf(({ catalogue }) => catalogue.page(query))
    const after = { id: 1, name: 'lamp', price: 1 }
    const next = await planOf(({ catalogue }) => catalogue.page({ ...query, after }))
    expect(first).toEqual([`SEARCH p USING INDEX ${index} (archived=?)`])
    expect(next).toEqual([`SEARCH p USING INDEX ${index} (archived=? AND ${beyond})`])
  })
})
