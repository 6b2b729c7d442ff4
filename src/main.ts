import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { banner, shownStore } from './adapters/cli/banner.ts'
import type { Command, Console } from './adapters/cli/console.ts'
import { loadDemoCatalogue } from './adapters/cli/demo-catalogue.ts'
import { importCommand } from './adapters/cli/import-command.ts'
import { promoteCommand } from './adapters/cli/promote-command.ts'
import { httpApp } from './adapters/http/app.ts'
import type { Serve } from './adapters/http/running-server.ts'
import { argon2Passwords } from './adapters/security/argon2-passwords.ts'
import { jwtTokens } from './adapters/security/tokens.ts'
import { systemClock } from './adapters/system/clock.ts'
import { type Configuration, readConfiguration } from './adapters/system/configuration.ts'
import { uuidv7Ids } from './adapters/system/ids.ts'
import { jsonLog } from './adapters/system/log.ts'
import { runtime } from './adapters/system/runtime.ts'
import type { Store } from './application/ports/store.ts'
import { openShop } from './application/shop.ts'

const usage = `kiosk [command]

  serve                       serve the shop over HTTP (the default)
  migrate                     bring the store's tables up to date
  import FILE.csv [--skip-bad]  add and update products from sku,name,price[,stock][,description]
  promote EMAIL               make a user an administrator`

/** The store that a DATABASE_URL names. Each is loaded only when it is chosen. */
const openStore = async (url: string): Promise<Store> => {
  if (url === 'memory:') return (await import('./adapters/memory/store.ts')).memoryStore()
  if (url.startsWith('sqlite:')) return (await import('./adapters/sqlite/store.ts')).sqliteStore(url.slice(7))
  return (await import('./adapters/mysql/store.ts')).mysqlStore(url)
}

const newSecret = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')

/** What `work` answers. When it fails, what was opened for it is closed: a pool left open would keep the process alive. */
const orClose = async <T>(opened: Pick<Store, 'close'>, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (reason) {
    await opened.close()
    throw reason
  }
}

const configure = (): Configuration => {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const read = readConfiguration(process.env, (path) => readFileSync(path, 'utf8'))
  if (!read.ok) throw new Error(`the environment is not usable:\n  ${read.error.join('\n  ')}`)
  return read.value
}

/** Everything put together, over a store whose tables are up to date. */
const open = async (configuration: Configuration) => {
  const clock = systemClock
  const ids = uuidv7Ids(clock)
  const log = jsonLog((line) => process.stdout.write(line), clock, configuration.logLevel)
  const store = await openStore(configuration.databaseUrl)
  const migrations = await orClose(store, () => store.migrate())
  const shop = openShop({
    store,
    clock,
    ids,
    passwords: argon2Passwords(availableParallelism()),
    tokens: jwtTokens(configuration.jwtSecret ?? newSecret(), clock, ids),
  })
  const { currency, trustProxy } = configuration
  return { shop, log, migrations, app: httpApp({ shop, log, currency, trustProxy }) }
}

type Opened = Awaited<ReturnType<typeof open>>

const console: Console = {
  readFile: (path) => readFileSync(path),
  out: (line) => process.stdout.write(`${line}\n`),
  fail: (line) => process.stderr.write(`${line}\n`),
  progress: process.stderr.isTTY ? (line) => process.stderr.write(`\r\x1b[K${line}`) : undefined,
}

/** The server of the runtime that this is; workerd has none, it calls `fetch` below. */
const server = async (): Promise<Serve> => {
  if (runtime() === 'bun') return (await import('./adapters/http/bun-server.ts')).serveOnBun
  if (runtime() === 'deno') return (await import('./adapters/http/deno-server.ts')).serveOnDeno
  return (await import('./adapters/http/node-server.ts')).serveOnNode
}

const serve = async (configuration: Configuration): Promise<void> => {
  const listen = await server()
  const { shop, log, app } = await open(configuration)
  const embedded = !configuration.databaseUrl.startsWith('mysql:')
  const [demoProducts, running] = await orClose(shop, async () => [
    embedded && !configuration.production ? await loadDemoCatalogue(shop) : 0,
    await listen(app, configuration),
  ])
  const store = shownStore(configuration.databaseUrl)
  if (configuration.production) log.info('listening', { url: running.url, store })
  else
    console.out(banner({ url: running.url, store, demoProducts, secretIsNew: configuration.jwtSecret === undefined }))

  const stop = async () => {
    await running.stop()
    await shop.close()
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** An open shop for one piece of work, closed again whatever comes of it. */
const withOpen = async <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
  const opened = await open(configure())
  try {
    return await work(opened)
  } finally {
    await opened.shop.close()
  }
}

const migrateCommand = ({ migrations }: Opened): void =>
  console.out(migrations.length > 0 ? `Applied ${migrations.join(', ')}.` : 'Nothing to migrate: all is in place.')

/** Runs what the command line says; answers the exit code, or `undefined` while the shop serves. */
const main = async ([command = 'serve', ...args]: readonly string[]): Promise<number | undefined> => {
  const run = (chosen: Command) => chosen(args, console, (work) => withOpen(({ shop }) => work(shop)))
  switch (command) {
    case 'serve':
      await serve(configure())
      return undefined
    case 'migrate':
      await withOpen(async (opened) => migrateCommand(opened))
      return 0
    case 'import':
      return run(importCommand)
    case 'promote':
      return run(promoteCommand)
    default:
      console.fail(usage)
      return command === 'help' || command === '--help' ? 0 : 2
  }
}

let served: Promise<Opened> | undefined
let hostListens = false

/** For a host that listens itself, `deno serve` and workerd: the shop opens with the first request. */
const hosted = {
  get port() {
    return configure().port
  },
  fetch: async (request: Request): Promise<Response> => {
    served ??= open(configure()).catch((reason) => {
      // What kept it from opening may pass: the next request tries again.
      served = undefined
      throw reason
    })
    return (await served).app.fetch(request)
  },
  /** `deno serve` calls this before any timer; nothing else tells it from `deno run`. */
  onListen: () => {
    hostListens = true
  },
}

const start = async (): Promise<void> => {
  if (hostListens) return
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (reason) {
    console.fail(`kiosk: ${reason instanceof Error ? reason.message : reason}`)
    process.exitCode = 1
  }
}

if (import.meta.main) setTimeout(start)

// Bun would serve this a second time when the file is run, so there it is for importing only.
export default import.meta.main && runtime() === 'bun' ? undefined : hosted
