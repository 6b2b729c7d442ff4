import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { setTimeout } from 'node:timers'
import { banner, shownStore } from './adapters/cli/banner.ts'
import type { Command } from './adapters/cli/console.ts'
import { loadDemoCatalogue } from './adapters/cli/demo-catalogue.ts'
import { importCommand } from './adapters/cli/import-command.ts'
import { promoteCommand } from './adapters/cli/promote-command.ts'
import { terminal } from './adapters/cli/terminal.ts'
import { usage } from './adapters/cli/usage.ts'
import { httpApp } from './adapters/http/app.ts'
import type { Serve } from './adapters/http/running-server.ts'
import { argon2Passwords } from './adapters/security/argon2-passwords.ts'
import { jwtTokens } from './adapters/security/tokens.ts'
import { systemClock } from './adapters/system/clock.ts'
import { type Configuration, readConfiguration } from './adapters/system/configuration.ts'
import { uuidv7Ids } from './adapters/system/ids.ts'
import { jsonLog } from './adapters/system/log.ts'
import { prettyLog } from './adapters/system/pretty-log.ts'
import { runtime } from './adapters/system/runtime.ts'
import { whenAvailable } from './adapters/system/when-available.ts'
import { type Meter, noMeter } from './application/ports/meter.ts'
import type { Store } from './application/ports/store.ts'
import { openShop } from './application/shop.ts'

/** The store that a DATABASE_URL names. Each is loaded only when it is chosen. */
const openStore = async (url: string, meter: Meter): Promise<Store> => {
  if (url === 'memory:') return (await import('./adapters/memory/store.ts')).memoryStore()
  if (url.startsWith('sqlite:')) return (await import('./adapters/sqlite/store.ts')).sqliteStore(url.slice(7))
  return (await import('./adapters/mysql/store.ts')).mysqlStore(url, { meter })
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

/** Who counts, and where the log goes; standard output unless that is for something else. */
type Options = { readonly meter?: Meter; readonly output?: NodeJS.WriteStream }

/** Everything put together, over a store whose tables are up to date. */
const open = async (configuration: Configuration, options: Options = {}) => {
  const { meter = noMeter, output = process.stdout } = options
  const clock = systemClock
  const ids = uuidv7Ids(clock)
  const logTo = output.isTTY ? prettyLog : jsonLog
  const log = logTo((line) => output.write(line), clock, configuration.logLevel)
  const store = await openStore(configuration.databaseUrl, meter)
  const waiting = (reason: string) => log.warn('waiting', { reason, seconds: configuration.startupTimeout })
  const migrate = () => whenAvailable(store.migrate, configuration.startupTimeout, waiting)
  const migrations = await orClose(store, migrate)
  const shop = openShop({
    store,
    clock,
    ids,
    passwords: argon2Passwords(availableParallelism()),
    tokens: jwtTokens(configuration.jwtSecret ?? newSecret(), clock, ids),
    meter,
  })
  const { currency, trustProxy } = configuration
  return { shop, log, migrations, app: httpApp({ shop, log, currency, trustProxy, meter }) }
}

type Opened = Awaited<ReturnType<typeof open>>

/** The server of the runtime that this is; workerd has none, it calls `fetch` below. */
const server = async (): Promise<Serve> => {
  if (runtime() === 'bun') return (await import('./adapters/http/bun-server.ts')).serveOnBun
  if (runtime() === 'deno') return (await import('./adapters/http/deno-server.ts')).serveOnDeno
  return (await import('./adapters/http/node-server.ts')).serveOnNode
}

/** How long, in milliseconds, stopping may take in all, whatever hangs. */
const GRACE = 9_500

const serve = async (configuration: Configuration): Promise<void> => {
  const { production, host, metricsPort, databaseUrl, jwtSecret } = configuration
  const listen = await server()
  const metrics =
    metricsPort === undefined ? undefined : (await import('./adapters/metrics/prometheus.ts')).prometheus()
  const { shop, log, app } = await open(configuration, metrics && { meter: metrics.meter })
  const embedded = !databaseUrl.startsWith('mysql:')
  const [demoProducts, running, watched] = await orClose(shop, async () => [
    embedded && !production ? await loadDemoCatalogue(shop) : 0,
    await listen(app, configuration),
    metrics && metricsPort !== undefined ? await listen(metrics.app, { port: metricsPort, host }) : undefined,
  ])
  const { url } = running
  const store = shownStore(databaseUrl)
  if (production) log.info('listening', { url, store, metrics: watched?.url })
  else terminal.out(banner({ url, store, demoProducts, secretIsNew: jwtSecret === undefined }))

  let stopping = false
  const stop = async (signal: string) => {
    // Who asks twice does not want to wait.
    if (stopping) process.exit(1)
    stopping = true
    log.info('stopping', { signal })
    setTimeout(() => process.exit(1), GRACE).unref()
    shop.retire()
    await running.stop()
    await shop.close()
    await watched?.stop()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** An open shop for one piece of work, closed again whatever comes of it. */
const withOpen = async <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
  // Standard output is for what the command has to say.
  const opened = await open(configure(), { output: process.stderr })
  try {
    return await work(opened)
  } finally {
    await opened.shop.close()
  }
}

const migrateCommand = ({ migrations }: Opened): void =>
  terminal.out(migrations.length > 0 ? `Applied ${migrations.join(', ')}.` : 'Nothing to migrate: all is in place.')

/** Runs what the command line says; answers the exit code, or `undefined` while the shop serves. */
const main = async ([command = 'serve', ...args]: readonly string[]): Promise<number | undefined> => {
  const run = (chosen: Command) => chosen(args, terminal, (work) => withOpen(({ shop }) => work(shop)))
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
      terminal.fail(usage)
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
    terminal.fail(`kiosk: ${reason instanceof Error ? reason.message : reason}`)
    process.exitCode = 1
  }
}

if (import.meta.main) setTimeout(start)

// Bun would serve this a second time when the file is run, so there it is for importing only.
export default import.meta.main && runtime() === 'bun' ? undefined : hosted
