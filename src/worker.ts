import { log as toConsole } from 'node:console'
import { serveOnWorkerd } from './adapters/http/servers/workerd.ts'
import { memoryStore } from './adapters/memory/store.ts'
import { mysqlStore } from './adapters/mysql/store.ts'
import { jsonLog } from './adapters/observability/log.ts'
import { scryptPasswords } from './adapters/security/scrypt.ts'
import { systemClock, uuidv7Ids } from './adapters/system/system.ts'
import { endedSessions } from './application/accounts/authenticate.ts'
import { type Configuration, misspeltSettings, readConfiguration } from './bootstrap/configuration.ts'
import { redacted } from './bootstrap/database-url.ts'
import { loadDemoCatalogue } from './bootstrap/demo-catalogue.ts'
import { kiosk } from './bootstrap/kiosk.ts'
import { escapeControls } from './domain/text.ts'

const memory = memoryStore()
let opened = false
let read: Configuration | undefined
const ids = uuidv7Ids(systemClock)
/** Shared by all requests; each reads the feed on its own connection. */
const ended = endedSessions()

const noFiles = (): never => {
  const next = 'set DATABASE_URL to mysql://USER:PASSWORD@HOST/DATABASE, or memory:'
  throw new Error(`workerd has no files, so no SQLite: ${next}`)
}

const openStore = (url: string) => {
  if (url.startsWith('sqlite:')) noFiles()
  // Hashing a password blocks the isolate, and with it a connection that waits for the database.
  const options = { connectionLimit: 1, acquireTimeoutMs: 10_000, statementTimeoutMs: 10_000 }
  return url === 'memory:' ? memory : mysqlStore(url, options)
}

/** workerd has no standard output; its log viewers read the console. */
const write = (line: string): void => toConsole(escapeControls(line.trimEnd()))

const prepare = async (env: Readonly<Record<string, string | undefined>>) => {
  read ??= readConfiguration(env, { readFile: noFiles, serving: true })
  const configuration = read
  const log = jsonLog(write, systemClock, configuration.logLevel)
  const store = openStore(configuration.databaseUrl)
  const passwords = scryptPasswords({ concurrency: 1 })
  const { shop, app, close } = kiosk(configuration, { store, passwords, log, ids, ended })
  const open = async () => {
    if (opened) return
    for (const misspelt of misspeltSettings(env)) log('warn', 'misspelt_setting', misspelt)
    await store.ready()
    await loadDemoCatalogue(shop, configuration)
    opened = true
  }
  return { app, open, close }
}

const logFailure = (reason: unknown): void =>
  write(redacted(`kiosk: ${reason instanceof Error ? reason.message : reason}`))

export default { fetch: serveOnWorkerd(prepare, logFailure) }
