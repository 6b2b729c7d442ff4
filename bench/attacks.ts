import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
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
import { median, out } from './report.ts'

/*
 * `npm run bench:attacks` measures how long /livez takes beside each attack, and beside as many harmless requests of the
 * same bytes, in turn. It fails when the 99th percentile beside an attack is above 50 ms and above three times the other.
 */
const PRODUCTS = 40_000
const ROUNDS = 3
const MAX_P99_MS = 50
const MAX_RATIO = 3

type Attack = { readonly name: string; readonly attack: readonly string[]; readonly harmless: readonly string[] }

const many = (count: number, one: (i: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, i) => one(i))
const marks = '\u0301\u0316'.repeat(15_500)
const letters = 'x'.repeat(2 * marks.length)
const login = (email: string, password: string) => request('POST', '/login', { body: { email, password } })
const register = (username: string) =>
  request('POST', '/register', { body: { email: 'a@b.c', username, password: 'securepassword' } })

const attacksOf = (token: string): readonly Attack[] => [
  {
    name: 'log-ins of marks',
    attack: many(20, () => login(marks, 'x')),
    harmless: many(20, () => login(letters, 'x')),
  },
  {
    name: 'registrations of marks',
    attack: many(20, () => register(marks)),
    harmless: many(20, () => register(letters)),
  },
  {
    name: 'fifty whole catalogues',
    attack: many(50, (i) => request('GET', `/products?min_price=${i + 1}`)),
    harmless: many(50, (i) => request('GET', `/products?limit=${i + 1}`)),
  },
  {
    name: 'ten pages of large orders',
    attack: many(10, () => request('GET', '/orders?limit=100', { token })),
    harmless: many(10, () => request('GET', '/orders?limit=1', { token })),
  },
  {
    name: '5,000 pipelined requests',
    attack: [request('GET', '/orders?limit=100', { token }).repeat(5_000)],
    harmless: [request('GET', '/livez').repeat(5_000)],
  },
]

/** A connection of its own for these bytes. */
const open = (port: number, bytes: string): Socket => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  socket.write(bytes)
  return socket
}

/** The 99th percentile of /livez, in ms, for a second beside these requests. */
const livezBeside = async (port: number, requests: readonly string[]): Promise<number> => {
  const probe = await openConnection(port)
  const livez = request('GET', '/livez')
  await probe.send(livez)
  const sockets = requests.map((bytes) => open(port, bytes).resume())
  const times: number[] = []
  for (const start = performance.now(); performance.now() - start < 1_000; await sleep(2)) {
    const sent = performance.now()
    await probe.send(livez)
    times.push(performance.now() - sent)
  }
  for (const socket of sockets) socket.destroy()
  probe.close()
  // What was begun for them ends before the next measurement.
  await sleep(500)
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
      `${label.padEnd(10)} ${name.padEnd(28)} ${p99.toFixed(1).padStart(7)} ms, harmless ${other.toFixed(1)} ms ${passes ? '' : '✗'}`,
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
