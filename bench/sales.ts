import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { clearInterval, setInterval } from 'node:timers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sqliteStore } from '../src/adapters/sqlite/store.ts'
import { client } from '../test/support/client.ts'
import { PASSWORD } from '../test/support/customers.ts'
import { openKiosk } from '../test/support/kiosk.ts'
import { atEnd, end } from './at-end.ts'
import { judged, out } from './report.ts'

/*
 * `npm run bench:sales` reports a year of 100,000 orders and one of 1,000,000, of 10,000 customers and 1,000 products, on
 * SQLite, and fails when the larger one takes more than 16 MiB of heap beyond the smaller one.
 */
const [FEW, MANY] = [100_000, 1_000_000]
const [CUSTOMERS, PRODUCTS, LINES] = [10_000, 1_000, 3]
const MAX_GROWTH_MIB = 16
const YEAR_MS = 365 * 86_400_000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const heapMiB = (): number => {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Orders of these years, evenly over each. */
const fillYears = (file: string, years: readonly (readonly [year: number, orders: number])[]): void => {
  using database = new DatabaseSync(file)
  const numbers = (count: number) =>
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  database.exec(`${numbers(CUSTOMERS)} INSERT INTO users (email, username, username_key, password_hash)
    SELECT i || '@example.com', 'c' || i, 'c' || i, 'none' FROM n`)
  database.exec(`${numbers(PRODUCTS)} INSERT INTO products (name, name_key, description, price_minor, stock)
    SELECT 'p' || i, 'p' || i, '', 100, 0 FROM n`)
  for (const [year, count] of years) {
    const id = `unhex(printf('%08x%024x', ${year}, i))`
    const at = `${Date.UTC(year)} + CAST(${YEAR_MS}.0 * i / ${count} AS INTEGER)`
    database.exec(`${numbers(count)} INSERT INTO orders (id, user_id, idempotency_key, total_minor, placed_at, status)
      SELECT ${id}, 1 + i % ${CUSTOMERS}, '${year}-' || i, ${LINES} * 100, ${at}, 'placed' FROM n`)
    database.exec(`${numbers(count)} INSERT INTO order_lines
      (order_id, line_no, product_id, name, unit_price_minor, quantity)
      SELECT ${id}, l.value, 1 + (i + l.value) % ${PRODUCTS}, 'p', 100, 1 FROM n, json_each('[1, 2, 3]') l`)
  }
  database.exec('COMMIT')
}

/** Reads a report; the heap at most, beyond that before, and the longest turn of the event loop. */
const measure = async (get: (path: string) => Promise<{ readonly status: number }>, path: string) => {
  const before = heapMiB()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, heapMiB())
  }, 200)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const start = performance.now()
  const { status } = await get(path)
  if (status !== 200) throw new Error(`${path} is ${status}`)
  const seconds = (performance.now() - start) / 1_000
  delay.disable()
  clearInterval(timer)
  return { seconds, growth: most - before, longest: delay.percentile(99) / 1e6 }
}

try {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-sales-'))
  atEnd(() => rm(folder, { recursive: true }))
  const file = join(folder, 'shop.db')
  const store = sqliteStore(file)
  await store.migrate()
  fillYears(file, [
    [2024, FEW],
    [2025, MANY],
  ])
  const kiosk = openKiosk({ store })
  await kiosk.customer('joan')
  await kiosk.shop.promoteUser('joan@example.com')
  const { body } = await kiosk.anonymous.post('/login', { email: 'joan@example.com', password: PASSWORD })
  const { get } = client(kiosk.send, Object(body).token)
  for (const by of ['day', 'product', 'customer']) {
    const report = (year: number) => measure(get, `/admin/reports/sales?by=${by}&from=${year}-01-01&to=${year}-12-31`)
    const [few, many] = [await report(2024), await report(2025)]
    const figures = [few, many].map((of) => `${of.seconds.toFixed(1)} s, ${of.growth.toFixed(1)} MiB`)
    out(
      `by ${by}: ${FEW} orders ${figures[0]}; ${MANY} orders ${figures[1]}, turns of ${many.longest.toFixed(0)} ms (p99)`,
    )
    judged(`by ${by}: the heap does not grow with the orders`, many.growth - few.growth <= MAX_GROWTH_MIB)
  }
  await store.close()
} finally {
  await end()
}
