import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sqliteStore } from '../src/adapters/sqlite/store.ts'
import { inBatches } from '../test/support/client.ts'
import { openKiosk } from '../test/support/kiosk.ts'
import { out } from './report.ts'

/*
 * `npm run bench:heap` sends requests of all kinds that leave no new rows behind, and fails when the live heap is more than
 * 5 % larger after 500,000 than after 100,000: something that is kept for each request would be. Before them come 200,000
 * others: in its first half minute the process gives up some megabytes of its start, which would hide as much.
 */
const WARM_UP = 200_000
const [FIRST, LAST] = [100_000, 500_000]
const AT_ONCE = 32
const MAX_GROWTH = 0.05

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const folder = await mkdtemp(join(tmpdir(), 'kiosk-heap-'))
const store = sqliteStore(join(folder, 'shop.db'))
await store.migrate()
const kiosk = openKiosk({ store })
await kiosk.addProducts(...Array.from({ length: 2_500 }, (_, i) => ({ sku: `S-${i}` })))
const { get, post, put, ask } = await kiosk.customer()
await post('/add-to-cart', { product_id: 1, quantity: 1 })
await post('/checkout')

/** The `n`th request; what it names differs each time, so that what is kept by name would grow. */
const kinds: readonly ((n: number) => Promise<unknown>)[] = [
  (n) => get(`/products/${1 + (n % 2_500)}`),
  (n) => get(`/products?limit=2&min_price=${n % 1_000}.${String(n % 100).padStart(2, '0')}`),
  (n) => get(`/products?limit=5&sort=name&q=${n}`),
  (n) => get(`/products?limit=1&cursor=${n}`),
  (n) => get('/products/1', { 'If-None-Match': `"${n}"`, 'X-Request-Id': `request-${n}` }),
  () => get('/cart'),
  () => get('/orders'),
  (n) => get(`/orders/01900000-0000-7000-8000-${String(n).padStart(12, '0')}`),
  (n) => get(`/nothing/${n}`),
  (n) => post('/register', { email: `${n}`, username: '', password: 'short' }),
  (n) => ask('GET', '/cart', undefined, { Authorization: `Bearer ${n}` }),
  () => post('/checkout', { expected_total: 1 }),
  () => get('/readyz'),
]
/** Every so many requests: they cost a commit, a hash or a whole catalogue. */
const dear: readonly ((n: number) => Promise<unknown>)[] = [
  (n) => put('/cart/items/1', { quantity: 1 + (n % 9) }),
  () => ask('DELETE', '/cart'),
  (n) => post('/login', { email: `${n}@example.com`, password: 'x'.repeat(n % 60_000) }),
  (n) => get(`/products?min_price=${n % 1_000}`),
]
const DEAR_EVERY = 200

const send = (n: number): Promise<unknown> => {
  const [every, kind] = n % DEAR_EVERY === 0 ? [dear, n / DEAR_EVERY] : [kinds, n]
  return every[kind % every.length]?.(n) ?? Promise.resolve()
}

/** MiB that live after forced collections. */
const live = async (): Promise<number> => {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 / 1024
}

const until = async (from: number, to: number): Promise<number> => {
  for (let n = from; n < to; n += 10_000) {
    await inBatches(
      Array.from({ length: 10_000 }, (_, i) => n + i),
      AT_ONCE,
      send,
    )
    kiosk.log.length = 0
  }
  return live()
}

try {
  await until(0, WARM_UP)
  const first = await until(WARM_UP, WARM_UP + FIRST)
  out(`${first.toFixed(1)} MiB live after ${FIRST} requests`)
  const last = await until(WARM_UP + FIRST, WARM_UP + LAST)
  const growth = last / first - 1
  out(`${last.toFixed(1)} MiB live after ${LAST} requests: ${growth < 0 ? '' : '+'}${(100 * growth).toFixed(1)} %`)
  if (growth > MAX_GROWTH) process.exitCode = 1
} finally {
  await store.close()
  await rm(folder, { recursive: true })
}
