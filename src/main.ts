import { availableParallelism } from 'node:os'
import process from 'node:process'
import { setTimeout } from 'node:timers'
import { banner, shownStore } from './adapters/cli/banner.ts'
import type { WithShop } from './adapters/cli/console.ts'
import { stockForDemo } from './adapters/cli/demo-catalogue.ts'
import { runCommand } from './adapters/cli/run-command.ts'
import { terminal } from './adapters/cli/terminal.ts'
import { httpApp } from './adapters/http/app.ts'
import { oneForAll, oneForEach } from './adapters/http/hosted.ts'
import { LIMITS, urlOf } from './adapters/http/running-server.ts'
import { serverOf } from './adapters/http/server-of.ts'
import type { MysqlOptions } from './adapters/mysql/store.ts'
import { argon2Passwords } from './adapters/security/argon2-passwords.ts'
import { scryptPasswords } from './adapters/security/scrypt-passwords.ts'
import { jwtTokens } from './adapters/security/tokens.ts'
import { systemClock } from './adapters/system/clock.ts'
import type { Configuration } from './adapters/system/configuration.ts'
import { configure } from './adapters/system/environment.ts'
import { uuidv7Ids } from './adapters/system/ids.ts'
import { consoleLine, jsonLog } from './adapters/system/log.ts'
import { prettyLog } from './adapters/system/pretty-log.ts'
import { runtime } from './adapters/system/runtime.ts'
import { newSecret } from './adapters/system/secret.ts'
import { endWith, exitOnSignal, stopOnSignal } from './adapters/system/stop-on-signal.ts'
import { whenAvailable } from './adapters/system/when-available.ts'
import { orClose } from './application/or-close.ts'
import type { Log } from './application/ports/log.ts'
import { type Meter, noMeter } from './application/ports/meter.ts'
import type { Store } from './application/ports/store.ts'
import { openShop } from './application/shop.ts'

const NO_FILES =
  'workerd has no files, so no SQLite: set DATABASE_URL to mysql://USER:PASSWORD@HOST/DATABASE, or memory:'

/** The store that a DATABASE_URL names. Each is loaded only when it is chosen. */
const openStore = async (url: string, options: MysqlOptions = {}): Promise<Store> => {
  if (url === 'memory:') return (await import('./adapters/memory/store.ts')).memoryStore()
  if (url.startsWith('sqlite:') && runtime() === 'workerd') throw new Error(NO_FILES)
  if (url.startsWith('sqlite:')) return (await import('./adapters/sqlite/store.ts')).sqliteStore(url.slice(7))
  return (await import('./adapters/mysql/store.ts')).mysqlStore(url, options)
}

/** Who counts, and where the log goes; standard output unless that is for something else. */
type Options = { readonly meter?: Meter; readonly output?: NodeJS.WriteStream }

/** The process's own: they grow from one to the next. */
const ids = uuidv7Ids(systemClock)

/** Everything put together over a store. */
const assemble = (store: Store, configuration: Configuration, log: Log, meter = noMeter) => {
  const shop = openShop({
    store,
    clock: systemClock,
    ids,
    passwords: runtime() === 'workerd' ? scryptPasswords(1) : argon2Passwords(availableParallelism()),
    tokens: jwtTokens(configuration.jwtSecret ?? newSecret(), systemClock, ids),
    meter,
  })
  const { currency, trustProxy } = configuration
  return { shop, log, app: httpApp({ shop, log, currency, trustProxy, meter }) }
}

/** The shop over the configured store, and the way to bring the tables of that up to date. */
const prepare = async (configuration: Configuration, options: Options = {}) => {
  const { meter = noMeter, output = process.stdout } = options
  const logTo = output.isTTY ? prettyLog : jsonLog
  const log = logTo((line) => output.write(line), systemClock, configuration.logLevel)
  const store = await openStore(configuration.databaseUrl, { meter })
  const waiting = (reason: string) => log.warn('waiting', { reason, seconds: configuration.startupTimeout })
  const migrate = () => orClose(store, () => whenAvailable(store.migrate, configuration.startupTimeout, waiting))
  return { ...assemble(store, configuration, log, meter), migrate }
}

/** The same with its tables in place. */
const open = async (configuration: Configuration, options?: Options) => {
  const prepared = await prepare(configuration, options)
  return { ...prepared, migrations: await prepared.migrate() }
}

const serve = async (configuration: Configuration): Promise<undefined> => {
  const { production, host, metricsPort, databaseUrl, jwtSecret } = configuration
  exitOnSignal()
  const listen = await serverOf(runtime())
  const metrics =
    metricsPort === undefined ? undefined : (await import('./adapters/metrics/prometheus.ts')).prometheus()
  const { shop, log, app } = await open(configuration, metrics && { meter: metrics.meter })
  const watched = await orClose(shop, async () => {
    if (!metrics || metricsPort === undefined) return undefined
    return listen(metrics.app, { port: metricsPort, host, setting: 'METRICS_PORT' }, { ...LIMITS, farewell: 0 })
  })
  const close = async () => {
    await shop.close()
    await watched?.stop()
  }
  const [demoProducts, running] = await orClose({ close }, async () => [
    await stockForDemo(shop, configuration),
    await listen(app, configuration),
  ])
  const { url } = running
  const store = shownStore(databaseUrl)
  if (production) log.info('listening', { url, store, metrics: watched?.url })
  else terminal.out(banner({ url, store, demoProducts, secretIsNew: jwtSecret === undefined }))

  stopOnSignal(log, async () => {
    shop.retire()
    await running.stop()
    await close()
  })
}

/** An open shop for one piece of work, closed again whatever comes of it. */
const withShop: WithShop = async (work) => {
  // Standard output is for what the command has to say.
  const { shop, migrations } = await open(configure(), { output: process.stderr })
  try {
    return await work(shop, migrations)
  } finally {
    await shop.close()
  }
}

/** Runs what the command line says; answers the exit code, or `undefined` while the shop serves. */
const main = async ([command = 'serve', ...args]: readonly string[]): Promise<number | undefined> =>
  command === 'serve' ? serve(configure()) : runCommand(command, args, terminal, withShop)

/** What outlives a request on workerd: what is in memory, and that the tables are known to be there. */
const isolate: { memory?: Store; ready?: true } = {}

/** For one request on workerd. Tables are not made there: whoever deploys runs `migrate` first, from elsewhere. */
const onWorkerd = async () => {
  const configuration = configure()
  const { databaseUrl, logLevel } = configuration
  const log = jsonLog(consoleLine, systemClock, logLevel)
  // A password that is hashed holds up all that the isolate does: whoever waits for the database then waits for that.
  const slow = { connectionLimit: 1, patience: 10_000, statementDeadline: 10_000 }
  const store = isolate.memory ?? (await openStore(databaseUrl, slow))
  if (databaseUrl === 'memory:') isolate.memory = store
  const assembled = assemble(store, configuration, log)
  const open = async () => {
    if (isolate.ready) return
    await store.ready()
    await stockForDemo(assembled.shop, configuration)
    isolate.ready = true
  }
  return { ...assembled, open }
}

/** For all requests of `deno serve`. */
const onDenoServe = async () => {
  const configuration = configure()
  const prepared = await prepare(configuration)
  const { shop, migrate } = prepared
  const open = async () => {
    await migrate()
    await orClose(shop, () => stockForDemo(shop, configuration))
  }
  return { ...prepared, open }
}

const fail = (reason: unknown): void => terminal.fail(`kiosk: ${reason instanceof Error ? reason.message : reason}`)

const { fetch, open: openHosted, stop } = oneForAll(onDenoServe, fail)
let hostListens = false

/** For a host that listens itself: `deno serve` and workerd. */
const hosted = {
  fetch: runtime() === 'workerd' ? oneForEach(onWorkerd, fail) : fetch,
  /** `deno serve` calls this before any timer, and says nothing itself; nothing else tells it from `deno run`. */
  onListen: ({ hostname, port }: { readonly hostname: string; readonly port: number }) => {
    hostListens = true
    exitOnSignal()
    terminal.fail(`kiosk: listening at ${urlOf(hostname, port)}`)
    openHosted().then(
      ({ log }) => stopOnSignal(log, stop),
      (reason) => {
        fail(reason)
        process.exit(1)
      },
    )
  },
}

const start = async (): Promise<void> => {
  if (hostListens) return
  try {
    const code = await main(process.argv.slice(2))
    if (code !== undefined) endWith(code)
  } catch (reason) {
    fail(reason)
    endWith(1)
  }
}

if (import.meta.main) setTimeout(start)

// Bun would serve this a second time when the file is run, so there it is for importing only.
export default import.meta.main && runtime() === 'bun' ? undefined : hosted
