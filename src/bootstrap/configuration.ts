import { z } from 'zod'
import { levels } from '../adapters/observability/log.ts'
import { DEFAULT_LIFETIMES } from '../domain/accounts/session.ts'
import { DEFAULT_ATTEMPT_LIMITS } from '../domain/accounts/throttling.ts'
import { faultOfDatabaseUrl, redacted, withOurScheme } from './database-url.ts'

/** Of published secrets, as letters and digits. */
const SAMPLES = /changeme|replaceme|yoursecret|your256bitsecret|astringsecret|supersecret|opensslrand|abcdefghij/
/** Different pairs of neighbours: 32 random hexadecimal digits have about 29, a repeated text no more than that text. */
const MIN_PAIRS = 20

const checked = (faultOf: (given: string) => string | undefined) =>
  z.string().superRefine((given, { addIssue }) => {
    const fault = faultOf(given)
    if (fault !== undefined) addIssue(fault)
  })

const whole = (max: number, min = 0) =>
  checked((given) => {
    const isWhole = /^\d{1,9}$/.test(given) && Number(given) >= min && Number(given) <= max
    return isWhole ? undefined : `must be a whole number from ${min} to ${max} and is "${given}"`
  }).transform(Number)

const oneOf = <const T extends readonly string[]>(choices: T) =>
  z.enum(choices, { error: ({ input }) => `must be one of ${choices.join(', ')} and is "${input}"` })

/** In brackets too, as in a URL. */
const address = z
  .string()
  .regex(/^\[?[\w.:%-]+\]?$/, 'must be an address or a name of this machine')
  .transform((host) => host.replaceAll(/[[\]]/g, ''))

const currency = checked((code) => {
  const isKnown = Intl.supportedValuesOf('currency').includes(code)
  const format = isKnown ? new Intl.NumberFormat('en', { style: 'currency', currency: code }) : undefined
  if (format?.resolvedOptions().maximumFractionDigits === 2) return undefined
  return `must be the ISO 4217 code of a currency with two decimals and is "${code}"`
})

const faultOfSecret = (secret: string): string | undefined => {
  if (new TextEncoder().encode(secret).length < 32) return 'must have at least 32 bytes'
  if (SAMPLES.test(secret.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))) return 'is a sample that everyone knows'
  const pairs = new Set(Array.from(secret, (_, i) => secret.slice(i, i + 2)))
  return pairs.size < MIN_PAIRS ? 'is too uniform to be secret' : undefined
}
const jwtSecret = checked(faultOfSecret)

const linesOf = (text: string): readonly string[] => text.split('\n').flatMap((line) => line.trim() || [])

const jwtSecrets = checked((lines) => {
  const faults = linesOf(lines).map(faultOfSecret)
  const at = faults.findIndex((fault) => fault !== undefined)
  return at < 0 ? undefined : `has in line ${at + 1} a secret that ${faults[at]}`
}).transform(linesOf)

const originsOf = (list: string): readonly string[] => list.split(',').map((origin) => origin.trim())
const isOrigin = (text: string): boolean => /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text

const origins = checked((list) => {
  const wrong = originsOf(list).flatMap((origin) => (isOrigin(origin) ? [] : `"${origin}"`))
  if (wrong.length === 0) return undefined
  return `must be origins as browsers send them, separated by commas, and has ${wrong.join(' and ')}`
}).transform(originsOf)

const production = oneOf(['development', 'test', 'production']).transform((environment) => environment === 'production')
const startupTimeout = whole(3_600).transform((seconds) => seconds * 1_000)
const lifetime = (defaultMs: number, days: number) =>
  whole(days * 86_400, 1)
    .transform((seconds) => seconds * 1_000)
    .default(defaultMs)
const limit = (of: number) => whole(1_000_000).default(of)
const databaseUrl = checked(faultOfDatabaseUrl).transform(withOurScheme)

const setting = <T extends z.ZodType>(name: string, schema: T, example: string): T => schema.meta({ name, example })

/** The environment's name of each, what it may be, an example. */
const settings = z.object({
  production: setting('NODE_ENV', production.default(false), 'production'),
  port: setting('PORT', whole(65_535).default(3_000), '3000'),
  host: setting('HOST', address.optional(), '127.0.0.1'),
  databaseUrl: setting('DATABASE_URL', databaseUrl.default('sqlite:kiosk.db'), 'sqlite:kiosk.db'),
  /** Made at start when `undefined`, which production refuses. */
  jwtSecret: setting('JWT_SECRET', jwtSecret.optional(), '"$(openssl rand -base64 32)"'),
  /** Verify as well. */
  acceptedJwtSecrets: setting('JWT_SECRETS_ACCEPTED', jwtSecrets.default([]), '"$(cat the-next-secret)"'),
  accessTokenMs: setting('ACCESS_TOKEN_TTL', lifetime(DEFAULT_LIFETIMES.accessTokenMs, 1), '900'),
  sessionMs: setting('REFRESH_TOKEN_TTL', lifetime(DEFAULT_LIFETIMES.sessionMs, 366), '2592000'),
  idleMs: setting('SESSION_IDLE', lifetime(DEFAULT_LIFETIMES.idleMs, 366), '1209600'),
  loginFailures: setting('LOGIN_FAILURES', limit(DEFAULT_ATTEMPT_LIMITS.loginFailures), '5'),
  accountFailures: setting('ACCOUNT_FAILURES', limit(DEFAULT_ATTEMPT_LIMITS.accountFailures), '50'),
  addressLogins: setting('ADDRESS_LOGINS', limit(DEFAULT_ATTEMPT_LIMITS.addressLogins), '300'),
  addressRegistrations: setting('ADDRESS_REGISTRATIONS', limit(DEFAULT_ATTEMPT_LIMITS.addressRegistrations), '60'),
  currency: setting('CURRENCY', currency.default('USD'), 'USD'),
  logLevel: setting('LOG_LEVEL', oneOf(levels).default('info'), 'info'),
  /** The number of trusted proxies (X-Forwarded-For). */
  trustProxy: setting('TRUST_PROXY', whole(10).default(0), '0'),
  corsOrigins: setting('CORS_ORIGINS', origins.default([]), 'https://shop.example,http://localhost:5173'),
  metricsPort: setting('METRICS_PORT', whole(65_535).optional(), '9464'),
  metricsHost: setting('METRICS_HOST', address.default('127.0.0.1'), '0.0.0.0'),
  startupTimeoutMs: setting('STARTUP_TIMEOUT', startupTimeout.default(60_000), '60'),
})
export type Configuration = Readonly<z.output<typeof settings>>

const all = Object.entries(settings.shape).map(([key, schema]) => {
  return { key, schema, name: '', example: '', ...schema.meta() }
})
export const settingNames = all.map(({ name }) => name)
/** May be in the file that `NAME_FILE` names. */
const SECRETS = ['DATABASE_URL', 'JWT_SECRET', 'JWT_SECRETS_ACCEPTED']

type Environment = Readonly<Record<string, string | undefined>>
type Options = { readonly readFile: (path: string) => string; readonly serving: boolean }

/** All of the environment; throws every fault at once. Empty counts as unset. A command needs no JWT_SECRET. */
export const readConfiguration = (environment: Environment, { readFile, serving }: Options): Configuration => {
  const faults: string[] = []
  const fault = (name: string, wrong: string, example: unknown): undefined => {
    faults.push(redacted(`${name} ${wrong}, for example ${name}=${example}`))
  }
  const plain = (name: string): string | undefined => environment[name]?.trim() || undefined
  const secret = (name: string): string | undefined => {
    const path = plain(`${name}_FILE`)
    if (path === undefined) return plain(name)
    if (plain(name) !== undefined) fault(`${name}_FILE`, `is set together with ${name}; keep one of them`, path)
    try {
      return readFile(path).trim()
    } catch (reason) {
      const why = reason instanceof Error ? reason.message : reason
      return fault(`${name}_FILE`, `is not usable: ${why}`, '/run/secrets/name')
    }
  }

  const given: Record<string, string | undefined> = {}
  for (const { key, schema, name, example } of all) {
    if (/jwtSecret/i.test(key) && !serving) continue
    given[key] = SECRETS.includes(name) ? secret(name) : plain(name)
    const isMissing = key === 'jwtSecret' && given[key] === undefined && given.production === 'production'
    if (isMissing) fault(name, 'is needed in production', example)
    for (const { message } of schema.safeParse(given[key]).error?.issues ?? []) fault(name, message, example)
  }
  const { port = '3000', metricsPort = '0' } = given
  const isShared = Number(metricsPort) === Number(port) && Number(port) !== 0
  if (isShared) fault('METRICS_PORT', 'must not be the shop’s own PORT', '9464')
  if (faults.length === 0) return settings.parse(given)
  const misspelt = misspeltSettings(environment).map(({ name, meant }) => `${name} is no setting; is ${meant} meant?`)
  throw new Error(`the environment is not usable:\n  ${[...faults, ...misspelt].join('\n  ')}`)
}

/** What is nearly the name of a setting: with one letter more, less or other, two swapped, or in other case. */
export const misspeltSettings = (environment: Environment) => {
  const names = [...settingNames, ...SECRETS.map((name) => `${name}_FILE`)]
  // Shorter ones are too near to other names.
  const long = names.filter(({ length }) => length >= 8)
  return Object.keys(environment).flatMap((name) => {
    const near = cut(name.toUpperCase())
    const meant = long.find((known) => !near.isDisjointFrom(cut(known)))
    // Windows takes no notice of the case.
    const isMisspelt = meant !== undefined && !names.includes(name) && environment[meant] !== environment[name]
    return isMisspelt ? [{ name, meant }] : []
  })
}

/** The word, and the word without one of its letters. */
const cut = (word: string) => new Set([word, ...Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))])
