import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import { buffered, jsonLog } from '../adapters/observability/log.ts'
import type { Metrics } from '../adapters/observability/metrics.ts'
import { lossyOutput } from '../adapters/observability/output.ts'
import { prettyLog } from '../adapters/observability/pretty-log.ts'
import { argon2Passwords } from '../adapters/security/argon2.ts'
import { systemClock } from '../adapters/system/system.ts'
import { Unavailable } from '../application/unavailable.ts'
import { type Configuration, misspeltSettings, readConfiguration } from './configuration.ts'
import { kiosk } from './kiosk.ts'
import { openStore } from './open-store.ts'
import { readTextFile } from './text-file.ts'

/** From the environment and a `.env` in this folder; throws every fault. */
export const configure = (serving: boolean): Configuration => {
  loadEnvFile('.env')
  const read = readConfiguration(process.env, { readFile: readTextFile, serving })
  if (read.ok) return read.value
  const misspelt = misspeltSettings(process.env).map(({ name, meant }) => `${name} is no setting; is ${meant} meant?`)
  throw new Error(`the environment is not usable:\n  ${[...read.error, ...misspelt].join('\n  ')}`)
}

/** The environment wins. */
const loadEnvFile = (path: string): void => {
  if (!existsSync(path)) return
  try {
    for (const [name, value] of Object.entries(parseEnv(readTextFile(path)))) process.env[name] ??= value
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : reason
    throw new Error(`${path} cannot be read (${why}): correct it, or move it away`, { cause: reason })
  }
}

/** The shop with its tables up to date; `output` is for the log. */
export const start = async (configuration: Configuration, output: NodeJS.WriteStream, metrics?: Metrics) => {
  // https://no-color.org
  const format = output.isTTY ? prettyLog(!process.env.NO_COLOR) : jsonLog
  const notice = (lines: number): string => {
    let text = ''
    const log = format((line) => (text = line), systemClock, 'warn')
    log('warn', 'log_lines_lost', { lines })
    return text
  }
  const { write, flush } = buffered(lossyOutput(output, notice, metrics?.linesLost))
  process.once('exit', flush)
  const log = format(write, systemClock, configuration.logLevel)
  for (const misspelt of misspeltSettings(process.env)) log('warn', 'misspelt_setting', misspelt)
  const store = await openStore(configuration.databaseUrl, {
    metrics,
    warn: (reason) => log('warn', 'database_file', { reason }),
  })
  try {
    const { startupTimeoutMs } = configuration
    const { applied, newer } = await retryWhileUnavailable(store.migrate, startupTimeoutMs, (reason) =>
      log('warn', 'waiting', { reason, seconds: startupTimeoutMs / 1_000 }),
    )
    // A newer version is being rolled out: its migrations are additive.
    if (newer.length > 0) log('warn', 'newer_migrations', { migrations: newer.join(', ') })
    const passwords = argon2Passwords({ concurrency: availableParallelism() })
    return { ...kiosk(configuration, { store, passwords, log, metrics }), log, write, applied }
  } catch (reason) {
    // An open pool would keep the process alive.
    await store.close()
    throw reason
  }
}

/** Retries while the store is unavailable, after 0.25 to 4 s; `report` gets each new reason. */
const retryWhileUnavailable = async <T>(
  task: () => Promise<T>,
  timeoutMs: number,
  report: (reason: string) => void,
) => {
  const end = performance.now() + timeoutMs
  let lastReason = ''
  for (let pause = 250; ; pause = Math.min(2 * pause, 4_000)) {
    try {
      return await task()
    } catch (reason) {
      if (!(reason instanceof Unavailable && reason.retryable)) throw reason
      const left = end - performance.now()
      const sentence = `${reason.message}, for ${timeoutMs / 1_000} s now: start it, or correct DATABASE_URL`
      if (left <= 0) throw new Error(sentence, { cause: reason })
      if (reason.message !== lastReason) report(reason.message)
      lastReason = reason.message
      await setTimeout(Math.min(pause, left))
    }
  }
}
