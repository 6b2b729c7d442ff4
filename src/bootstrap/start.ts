import { lstatSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import { readTextFile } from '../adapters/cli/text-file.ts'
import { jsonLog, type Log, prettyLog } from '../adapters/observability/log.ts'
import type { Metrics } from '../adapters/observability/metrics.ts'
import { lossyOutput } from '../adapters/observability/output.ts'
import { argon2Passwords } from '../adapters/security/argon2.ts'
import type { MigratableStore } from '../adapters/sql/migrations.ts'
import { systemClock } from '../adapters/system/system.ts'
import { Unavailable } from '../application/unavailable.ts'
import { type Configuration, misspeltSettings, readConfiguration } from './configuration.ts'
import { kiosk } from './kiosk.ts'
import { openStore } from './open-store.ts'

/** Nothing, a comment, or an entry of which `parseEnv` takes all: it passes over everything else in silence. */
const UNDERSTOOD =
  /^[ \t]*((export[ \t]+)?[\w.-]+[ \t]*=[ \t]*("[^"]*"|'[^']*'|`[^`]*`|[^\s#"'`][^\n#]*)?[ \t]*)?((?<![^\s=])#.*)?$/gm

/** Adds to the environment, which wins, what the file says; throws for a file or a line that it cannot use. */
const loadEnvFile = (path: string): void => {
  if (!lstatSync(path, { throwIfNoEntry: false })) return
  // After a blank value, `parseEnv` (Node 24) takes the next line for it.
  const text = readTextFile(path).replaceAll(/[ \t]+$/gm, '')
  const rest = text.replaceAll(UNDERSTOOD, (entry) => entry.replaceAll(/[^\n]/g, ''))
  const line = rest.split('\n').findIndex((left) => left !== '') + 1
  const next = 'correct it, with quotes around a value that has # or quotes in it'
  if (line > 0) throw new Error(`line ${line} of ${path} is not NAME=VALUE: ${next}`)
  for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value
}

/** From the environment and a `.env` in this folder; throws every fault. */
export const configure = (serving: boolean): Configuration => {
  loadEnvFile('.env')
  return readConfiguration(process.env, { readFile: readTextFile, serving })
}

type Options = { readonly metrics?: Metrics | undefined; readonly repair?: boolean }

/** The shop with its tables up to date; `output` is for the log. */
export const start = async (settings: Configuration, output: NodeJS.WriteStream, { metrics, repair }: Options = {}) => {
  // https://no-color.org
  const format = output.isTTY ? prettyLog(!process.env.NO_COLOR) : jsonLog
  const { write, flush } = lossyOutput(output, metrics?.linesLost, (lines) => {
    // Whatever LOG_LEVEL says.
    const log = format(write, systemClock, 'warn')
    log('warn', 'log_lines_lost', { lines })
  })
  process.once('exit', flush)
  const logged = format(write, systemClock, settings.logLevel)
  const log: Log = (level, event, fields) => {
    // Those have a histogram.
    if (event !== 'request') metrics?.happened(event)
    logged(level, event, fields)
  }
  for (const misspelt of misspeltSettings(process.env)) log('warn', 'misspelt_setting', misspelt)
  const warn = (reason: string) => log('warn', 'database_file', { reason })
  const store = await openStore(settings.databaseUrl, { metrics, warn })
  try {
    const migrate = () => store.migrate(repair)
    const { applied, newer, notes } = await migrateWhenAvailable(migrate, settings.startupTimeoutMs, log)
    for (const note of notes) log('warn', 'rows_repaired', { note })
    // A newer version is being rolled out: its migrations are additive.
    if (newer.length > 0) log('warn', 'newer_migrations', { migrations: newer.join(', ') })
    const passwords = argon2Passwords({ concurrency: availableParallelism() })
    return { ...kiosk(settings, { store, passwords, log, metrics }), log, write, applied }
  } catch (reason) {
    // An open pool would keep the process alive.
    await store.close()
    throw reason
  }
}

/** Retries while the store is unavailable, after 0.25 to 4 s, and logs each new reason. */
const migrateWhenAvailable = async (migrate: MigratableStore['migrate'], timeoutMs: number, log: Log) => {
  const seconds = timeoutMs / 1_000
  const end = performance.now() + timeoutMs
  let known = ''
  for (let pause = 250; ; pause = Math.min(2 * pause, 4_000)) {
    try {
      return await migrate()
    } catch (error) {
      if (!(error instanceof Unavailable && error.retryable)) throw error
      const { message: reason } = error
      const left = end - performance.now()
      const sentence = `${reason}, for ${seconds} s now: start it, or correct DATABASE_URL`
      if (left <= 0) throw new Error(sentence, { cause: error })
      if (reason !== known) log('warn', 'waiting', { reason, seconds })
      known = reason
      await setTimeout(Math.min(pause, left))
    }
  }
}
