import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { mysqlStore } from '../src/adapters/mysql/store.ts'
import type { MigratableStore } from '../src/adapters/sql/migrations.ts'
import { sqliteStore } from '../src/adapters/sqlite/store.ts'
import { present } from '../test/contracts/expect.ts'
import { addOrders, orderOf, someProducts } from '../test/contracts/given.ts'
import { customer } from '../test/support/customers.ts'
import { SECRET, serve } from '../test/support/server-process.ts'
import { freshDatabase } from '../test/support/servers/database.ts'
import { findServers } from '../test/support/servers/find-servers.ts'
import { atEnd, end } from './at-end.ts'
import { openConnection, request } from './client.ts'
import type { Flood } from './flood.ts'
import { median, out } from './report.ts'

/*
 * `npm run bench:attacks` measures how long /livez takes in the second that an attack begins, and in that of as many
 * harmless requests of the same bytes, in turn. It fails when the 99th percentile beside an attack is above 50 ms and above
 * three times the other.
 */
const PRODUCTS = 40_000
const ROUNDS = 5
const MAX_P99_MS = 50
const MAX_RATIO = 3

type Attack = { readonly name: string; readonly attack: readonly string[]; readonly harmless: readonly string[] }

const many = (count: number, one: (i: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, i) => one(i))
const post = (path: string, body: string, more: readonly string[] = []) =>
  [
    ...[`POST ${path} HTTP/1.1`, 'Host: a', 'Content-Type: application/json'],
    ...[`Content-Length: ${Buffer.byteLength(body)}`, ...more, '', body],
  ].join('\r\n')
const get = (path: string, token?: string) => request('GET', path, token === undefined ? {} : { token })

const LIMIT = 65_536
const letters = JSON.stringify('x'.repeat(LIMIT - 2))
const marks = '\u0301\u0316'.repeat(LIMIT / 4 - 100)
const login = (email: string) => post('/login', JSON.stringify({ email, password: 'x' }))
const register = (username: string) =>
  post('/register', JSON.stringify({ email: 'a@b.c', username, password: 'securepassword' }))
const keys = many(8_000, (i) => `"${i.toString(36).padStart(3, '0')}":0`)
const cursor = Buffer.from(JSON.stringify(['name', 1, '\u0301\u0316'.repeat(2_600), 1])).toString('base64url')
/** Without its end. */
const megabytes = `POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: ${64 * LIMIT}\r\n\r\n${'x'.repeat(32 * LIMIT)}`

const attacksOf = (token: string): readonly Attack[] => {
  const attack = (name: string, count: number, one: (i: number) => string, harmless: (i: number) => string) => ({
    name: `${count} ${name}`,
    attack: many(count, one),
    harmless: many(count, harmless),
  })
  const authorized = [`Authorization: Bearer ${token}`]
  const text = () => post('/login', letters)
  return [
    attack('log-ins of marks', 10, () => login(marks), text),
    attack('registrations of marks', 10, () => register(marks), text),
    attack('deep bodies', 10, () => post('/login', '['.repeat(LIMIT / 2) + ']'.repeat(LIMIT / 2)), text),
    attack('bodies of 8,000 keys', 10, () => post('/checkout', `{${keys.join()}}`, authorized), text),
    attack('bodies of 2 MB', 10, () => megabytes, text),
    attack(
      'cursors of 14 KB',
      10,
      () => get(`/products?limit=1&sort=name&cursor=${cursor}`),
      () => get(`/products?limit=1&_=${cursor}`),
    ),
    attack(
      'different whole catalogues',
      50,
      (i) => get(`/products?min_price=${i + 1}`),
      (i) => get(`/products?limit=${i + 1}`),
    ),
    attack(
      'times the whole catalogue',
      50,
      () => get('/products'),
      () => get('/products?limit=100'),
    ),
    attack(
      'searches that find nothing',
      50,
      (i) => get(`/products?limit=1&q=none${i}`),
      (i) => get(`/products?limit=1&q=${i}`),
    ),
    attack(
      'pages of 100 large orders',
      10,
      () => get('/orders?limit=100', token),
      () => get('/orders?limit=1', token),
    ),
    attack(
      'time 5,000 pipelined requests',
      1,
      () => get('/orders?limit=100', token).repeat(5_000),
      () => get('/livez', token).repeat(5_000),
    ),
  ]
}

const livez = request('GET', '/livez')

/** Asks /livez every few milliseconds, whether or not it has answered the last time. */
const openProbes = async (port: number) => {
  const free = await Promise.all(Array.from({ length: 200 }, () => openConnection(port)))
  const all = [...free]
  for (const connection of all) await connection.send(livez)
  const timed = async (): Promise<number> => {
    const connection = free.pop()
    if (!connection) return Number.POSITIVE_INFINITY
    const sent = performance.now()
    await connection.send(livez)
    free.push(connection)
    return performance.now() - sent
  }
  const during = async (milliseconds: number): Promise<readonly number[]> => {
    const times: Promise<number>[] = []
    for (const start = performance.now(); performance.now() - start < milliseconds; await sleep(5)) times.push(timed())
    return Promise.all(times)
  }
  const close = () => {
    for (const connection of all) connection.close()
  }
  return { during, close }
}

/** The 99th percentile of /livez, in ms, in the second that begins with these requests. */
const livezBeside = async (port: number, requests: readonly string[]): Promise<number> => {
  const { during, close } = await openProbes(port)
  // In a thread of its own: to receive hundreds of megabytes would hold up the probes.
  const workerData: Flood = { port, requests }
  const flood = new Worker(new URL('./flood.ts', import.meta.url), { workerData })
  await once(flood, 'online')
  const times = await during(1_000)
  await flood.terminate()
  // What was begun for them ends before the next measurement.
  for (let calm = 0; calm < 3; ) calm = Math.max(...(await during(100))) < 20 ? calm + 1 : 0
  close()
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN
}

/** A shop with a large catalogue, and the token of a customer with a hundred orders of a thousand lines. */
const openShop = async (folder: string, databaseUrl: string, store: MigratableStore) => {
  await store.migrate()
  const shelf = await someProducts(
    store,
    many(PRODUCTS, (i) => `Product ${i}`).map((name) => ({ name })),
  )
  const server = await serve({ folder, env: { DATABASE_URL: databaseUrl, JWT_SECRET: SECRET, NODE_ENV: 'production' } })
  atEnd(() => server.end('SIGKILL'))
  const ada = await customer((path, init) => fetch(server.url + path, init))
  const user = present(await store.readers.users.byId(ada.id))
  for (let i = 0; i < 100; i++) await addOrders(store, orderOf(user, shelf.slice(0, 1_000)))
  await store.close()
  return { port: Number(new URL(server.url).port), token: ada.token }
}

const measure = async (label: string, shop: { readonly port: number; readonly token: string }): Promise<boolean> => {
  let good = true
  for (const { name, attack, harmless } of attacksOf(shop.token)) {
    const [attacked, usual]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      usual.push(await livezBeside(shop.port, harmless))
      attacked.push(await livezBeside(shop.port, attack))
    }
    const [p99, other] = [median(attacked), median(usual)]
    const passes = p99 <= MAX_P99_MS || p99 <= MAX_RATIO * other
    good &&= passes
    out(
      `${label.padEnd(10)} ${name.padEnd(34)} ${p99.toFixed(1).padStart(7)} ms, harmless ${other.toFixed(1)} ms ${passes ? '' : '✗'}`,
    )
  }
  return good
}

try {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-attacks-'))
  atEnd(() => rm(folder, { recursive: true }))
  out(`p99 of /livez beside an attack, the median of ${ROUNDS} rounds`)
  const file = join(folder, 'shop.db')
  const onFile = await measure('SQLite', await openShop(folder, `sqlite:${file}`, sqliteStore(file)))
  const { servers, stop } = await findServers()
  atEnd(stop)
  const [mysql] = servers
  if (!mysql) out('no MySQL or MariaDB here: SQLite alone')
  const { url, drop } = mysql ? await freshDatabase(mysql.url) : { url: '', drop: async () => undefined }
  atEnd(drop)
  const onServer =
    !mysql || (await measure(mysql.name.replace(/ .*/, ''), await openShop(folder, url, mysqlStore(url))))
  if (!onFile || !onServer) process.exitCode = 1
} finally {
  await end()
}
