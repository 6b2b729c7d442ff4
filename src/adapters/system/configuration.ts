import { type LogLevel, levels } from '../../application/ports/log.ts'
import { err, ok, type Result } from '../../domain/result.ts'

export type Configuration = {
  readonly production: boolean
  readonly port: number
  /** The address to listen on; all of them when `undefined`. */
  readonly host: string | undefined
  readonly databaseUrl: string
  /** `undefined` only outside production: one is made at start. */
  readonly jwtSecret: string | undefined
  readonly currency: string
  readonly logLevel: LogLevel
  /** How many proxies in front of the shop are ours; their X-Forwarded-For is believed that far. */
  readonly trustProxy: number
  /** Where Prometheus reads the metrics; nowhere when `undefined`. */
  readonly metricsPort: number | undefined
  /** Seconds to wait at start for a database that is away. */
  readonly startupTimeout: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Secrets that stand in this repository and so are secret to nobody. */
const SAMPLE_SECRETS = [
  'change-me-change-me-change-me-change-me',
  'your-256-bit-secret',
  'a-string-secret-at-least-256-bits-long',
]
/** Fewer different characters than this were not made by chance. */
const MIN_DIFFERENT = 8
const MIN_SECRET_BYTES = 32

/** A MySQL address without a database would be found out only by the first statement. */
const namesDatabase = (url: string): boolean =>
  url.startsWith('mysql://') && URL.canParse(url) && new URL(url).pathname.length > 1

/**
 * Reads the whole environment at once, and answers either all of it or every fault at once: the variable's name, what is
 * wrong with it, and an example. An empty variable counts as unset. `readFile` is asked for the file that `NAME_FILE`
 * names wherever `NAME` may be a secret, and throws when it cannot read it.
 */
export const readConfiguration = (
  environment: Environment,
  readFile: (path: string) => string,
): Result<Configuration, readonly string[]> => {
  const faults: string[] = []
  const fault = (name: string, wrong: string, example: string) => {
    faults.push(`${name} ${wrong}, for example ${name}=${example}`)
  }
  const plain = (name: string): string | undefined => environment[name]?.trim() || undefined

  const secret = (name: string): string | undefined => {
    const path = plain(`${name}_FILE`)
    if (path === undefined) return plain(name)
    if (plain(name) !== undefined) fault(`${name}_FILE`, `is set together with ${name}; keep one of them`, path)
    try {
      return readFile(path).trim()
    } catch (reason) {
      fault(
        `${name}_FILE`,
        `cannot be read (${reason instanceof Error ? reason.message : reason})`,
        '/run/secrets/name',
      )
      return undefined
    }
  }

  const whole = (name: string, standard: number, max: number): number => {
    const text = plain(name)
    if (text === undefined) return standard
    if (/^\d{1,9}$/.test(text) && Number(text) <= max) return Number(text)
    fault(name, `must be a whole number from 0 to ${max} and is "${text}"`, String(standard))
    return standard
  }

  const oneOf = <T extends string>(name: string, standard: T, choices: readonly T[]): T => {
    const text = plain(name) ?? standard
    const choice = choices.find((known) => known === text)
    if (choice === undefined) fault(name, `must be one of ${choices.join(', ')} and is "${text}"`, standard)
    return choice ?? standard
  }

  const currency = (): string => {
    const code = plain('CURRENCY') ?? 'USD'
    if (!Intl.supportedValuesOf('currency').includes(code))
      fault('CURRENCY', `must be an ISO 4217 code and is "${code}"`, 'USD')
    else if (
      new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits !== 2
    )
      fault('CURRENCY', `must be a currency with two decimals and is "${code}"`, 'USD')
    return code
  }

  const metricsPort = (shop: number): number | undefined => {
    if (plain('METRICS_PORT') === undefined) return undefined
    const port = whole('METRICS_PORT', 9_464, 65_535)
    if (port === shop && port !== 0) fault('METRICS_PORT', 'must not be the shop’s own PORT', '9464')
    return port
  }

  const databaseUrl = (): string => {
    const url = secret('DATABASE_URL') ?? 'sqlite:kiosk.db'
    const known = url === 'memory:' || /^sqlite:./.test(url) || namesDatabase(url)
    if (url === 'sqlite::memory:') fault('DATABASE_URL', 'names no file; for a shop that forgets say', 'memory:')
    // The value may hold a password: it is not repeated.
    if (!known)
      fault('DATABASE_URL', 'must be memory:, sqlite:PATH or mysql://USER:PASSWORD@HOST/DATABASE', 'sqlite:kiosk.db')
    return url
  }

  const jwtSecret = (production: boolean): string | undefined => {
    const example = '"$(openssl rand -base64 32)"'
    const text = secret('JWT_SECRET')
    if (text === undefined) {
      if (production) fault('JWT_SECRET', 'is needed in production', example)
    } else if (new TextEncoder().encode(text).byteLength < MIN_SECRET_BYTES) {
      fault('JWT_SECRET', `must have at least ${MIN_SECRET_BYTES} bytes`, example)
    } else if (production && SAMPLE_SECRETS.some((sample) => text.includes(sample))) {
      fault('JWT_SECRET', 'is a sample that everyone knows', example)
    } else if (production && new Set(text).size < MIN_DIFFERENT) {
      fault('JWT_SECRET', 'is too uniform to be secret', example)
    }
    return text
  }

  const production = oneOf('NODE_ENV', 'development', ['development', 'test', 'production']) === 'production'
  const port = whole('PORT', 3000, 65_535)
  const configuration = {
    production,
    port,
    host: plain('HOST'),
    databaseUrl: databaseUrl(),
    jwtSecret: jwtSecret(production),
    currency: currency(),
    logLevel: oneOf('LOG_LEVEL', 'info', levels),
    trustProxy: whole('TRUST_PROXY', 0, 10),
    metricsPort: metricsPort(port),
    startupTimeout: whole('STARTUP_TIMEOUT', 60, 3_600),
  }
  return faults.length === 0 ? ok(configuration) : err(faults)
}
