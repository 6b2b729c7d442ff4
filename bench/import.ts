import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openSync, readFileSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { freshDatabase } from '../test/support/servers/database.ts'
import { findServers } from '../test/support/servers/find-servers.ts'
import { atEnd, end } from './at-end.ts'
import { openConnection, request } from './client.ts'
import { out } from './report.ts'
import { expectStatus, kiosk, type Target } from './target.ts'

/*
 * `npm run bench:import` imports a list of 200,000 known products while four customers buy, and fails when one of them
 * waits 250 ms longer than the longest wait without an import; then a list of 1,000,000 new products into SQLite, and
 * fails when that takes 200 MiB more than a list of one.
 */
const KNOWN = 200_000
const MANY = 1_000_000
const BUYERS = 4
const QUIET_MS = 20_000
const MAX_MORE_MS = 250
const MAX_MORE_MIB = 200

const MAIN = join(import.meta.dirname, '../src/main.ts')
const folder = await mkdtemp(join(tmpdir(), 'kiosk-import-'))
atEnd(() => rm(folder, { recursive: true, force: true }))

const writeList = (rows: number): string => {
  const path = join(folder, `${rows}.csv`)
  const file = openSync(path, 'w')
  writeSync(file, 'sku,name,price,stock,description\n')
  for (let from = 0; from < rows; from += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, rows - from) }, (_, i) => {
      const n = from + i
      return `ART-${n},"Reading lamp, no. ${n}",${n % 500}.99,1000000,Bright.\n`
    })
    writeSync(file, lines.join(''))
  }
  return path
}

/** Resolves to the seconds and the MiB at its highest that the process took. */
const importList = async (databaseUrl: string, list: string) => {
  const start = performance.now()
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl }
  const stdio = ['ignore', 'ignore', 'inherit'] as const
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'import', list], { cwd: folder, env, stdio: [...stdio] })
  atEnd(async () => child.kill('SIGKILL'))
  let peak = 0
  const watch = setInterval(() => {
    // Only grows. Empty between the end of the process and its being noticed.
    const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
    if (kibibytes !== undefined) peak = Number(kibibytes) / 1_024
  }, 20)
  const [code] = await once(child, 'exit')
  clearInterval(watch)
  if (code !== 0) throw new Error(`the import ended with ${code}`)
  return { seconds: (performance.now() - start) / 1_000, peak }
}

/** The milliseconds of every request of all buyers, each of one product after another, until `ended`. */
const buy = async (port: number, { buyers }: Target, ended: Promise<unknown>): Promise<readonly number[]> => {
  let isOver = false
  void ended.finally(() => (isOver = true)).catch(() => undefined)
  const waits: number[] = []
  const lanes = buyers.slice(0, BUYERS).map(async ({ token }, buyer) => {
    const connection = await openConnection(port)
    const send = async (path: string, status: number, body?: object) => {
      const start = performance.now()
      expectStatus(path, await connection.send(request('POST', path, body ? { token, body } : { token })), status)
      waits.push(performance.now() - start)
    }
    for (let n = buyer; !isOver; n += 997) {
      await send('/add-to-cart', 200, { product_id: 1 + (n % KNOWN), quantity: 1 })
      await send('/checkout', 201)
    }
    connection.close()
  })
  await Promise.all([ended, ...lanes])
  return waits.toSorted((a, b) => a - b)
}

const shown = (waits: readonly number[]): string => {
  const of = (share: number) => `${waits[Math.ceil(share * waits.length) - 1]?.toFixed(0)} ms`
  return `${waits.length} requests, p50 ${of(0.5)}, p99 ${of(0.99)}, max ${of(1)}`
}

const beside = async (name: string, databaseUrl: string, list: string): Promise<void> => {
  const secret = randomBytes(33).toString('base64')
  await importList(databaseUrl, list)
  const root = join(import.meta.dirname, '..')
  const target = await kiosk({ name, root, folder, databaseUrl, secret }, { buyers: true })
  const server = await target.start(undefined)
  const rest = new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  const quiet = await buy(server.port, target, rest)
  const importing = importList(databaseUrl, list)
  const busy = await buy(server.port, target, importing)
  const rate = KNOWN / (await importing).seconds
  await server.stop('SIGTERM')
  out(`${name}: ${rate.toFixed(0)} rows a second beside ${BUYERS} buyers`)
  out(`  without  ${shown(quiet)}`)
  out(`  with     ${shown(busy)}`)
  if ((busy.at(-1) ?? 0) > (quiet.at(-1) ?? 0) + MAX_MORE_MS) process.exitCode = 1
}

try {
  const { servers, stop } = await findServers()
  atEnd(stop)
  const known = writeList(KNOWN)
  await beside('SQLite', `sqlite:${join(folder, 'beside.db')}`, known)
  for (const { name, url } of servers) {
    const database = await freshDatabase(url)
    atEnd(database.drop)
    await beside(name, database.url, known)
  }
  const { peak: rest } = await importList(`sqlite:${join(folder, 'one.db')}`, writeList(1))
  const { seconds, peak } = await importList(`sqlite:${join(folder, 'many.db')}`, writeList(MANY))
  const more = peak - rest
  out(`SQLite: ${MANY} new rows in ${seconds.toFixed(0)} s, ${(MANY / seconds).toFixed(0)} a second`)
  out(`  at most ${peak.toFixed(0)} MiB, ${more.toFixed(0)} MiB more than a list of one row`)
  if (more > MAX_MORE_MIB) process.exitCode = 1
} finally {
  await end()
}
