import { z } from 'zod'
import { levels } from '../adapters/observability/log.ts'
import { err, ok } from '../domain/result.ts'
import { faultOfDatabaseUrl, redacted, withOurScheme } from './database-url.ts'

/** Published sample secrets, as letters and digits. */
const SAMPLES = ['changeme', 'your256bitsecret', 'astringsecretatleast256bitslong']
const MIN_DIFFERENT = 8
const MIN_SECRET_BYTES = 32
/** Shorter names are too near to others. */
const MIN_MISSPELT = 8

const whole = (max: number) => {
  const error = ({ input }: { readonly input?: unknown }) => `must be a whole number from 0 to ${max} and is "${input}"`
  const digits = z.string().refine((text) => /^\d{1,9}$/.test(text) && Number(text) <= max, { error })
  return digits.transform(Number)
}

const oneOf = <const T extends readonly string[]>(choices: T) =>
  z.enum(choices, { error: ({ input }) => `must be one of ${choices.join(', ')} and is "${input}"` })

const hasTwoDecimals = (currency: string): boolean =>
  Intl.supportedValuesOf('currency').includes(currency) &&
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits === 2

/** In brackets too, as in a URL. */
const address = z
  .string()
  .regex(/^\[?[\w.:%-]+\]?$/, 'must be an address or a name of this machine')
  .transform((host) => host.replaceAll(/[[\]]/g, ''))

const isLong = (text: string): boolean => new TextEncoder().encode(text).byteLength >= MIN_SECRET_BYTES

const currency = z.string().refine(hasTwoDecimals, {
  error: ({ input }) => `must be the ISO 4217 code of a currency with two decimals and is "${input}"`,
})
const databaseUrl = z
  .string()
  .transform(withOurScheme)
  .refine((url) => faultOfDatabaseUrl(url) === undefined, { error: ({ input }) => faultOfDatabaseUrl(String(input)) })
const jwtSecret = z.string().refine(isLong, `must have at least ${MIN_SECRET_BYTES} bytes`)

const isOrigin = (text: string): boolean =>
  /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text
const origins = z.string().transform((list, context) => {
  const given = list.split(',').map((origin) => origin.trim())
  const wrong = given.filter((origin) => !isOrigin(origin)).map((origin) => `"${origin}"`)
  const message = `must be origins as browsers send them, separated by commas, and has ${wrong.join(' and ')}`
  if (wrong.length > 0) context.addIssue({ code: 'custom', message })
  return given
})

/** Name, schema with its fault, example; a secret may be in the file that `NAME_FILE` names. */
export const settings = z.object({
  NODE_ENV: oneOf(['development', 'test', 'production']).default('development').meta({ example: 'production' }),
  PORT: whole(65_535).default(3_000).meta({ example: '3000' }),
  HOST: address.optional().meta({ example: '127.0.0.1' }),
  DATABASE_URL: databaseUrl.default('sqlite:kiosk.db').meta({ example: 'sqlite:kiosk.db', secret: true }),
  JWT_SECRET: jwtSecret.optional().meta({ example: '"$(openssl rand -base64 32)"', secret: true }),
  CURRENCY: currency.default('USD').meta({ example: 'USD' }),
  LOG_LEVEL: oneOf(levels).default('info').meta({ example: 'info' }),
  TRUST_PROXY: whole(10).default(0).meta({ example: '0' }),
  CORS_ORIGINS: origins.default([]).meta({ example: 'https://shop.example,http://localhost:5173' }),
  METRICS_PORT: whole(65_535).optional().meta({ example: '9464' }),
  METRICS_HOST: address.default('127.0.0.1').meta({ example: '0.0.0.0' }),
  STARTUP_TIMEOUT: whole(3_600).default(60).meta({ example: '60' }),
})

type Environment = Readonly<Record<string, string | undefined>>
type Options = {
  /** Throws when it cannot read the file. */
  readonly readFile: (path: string) => string
  /** A command issues no tokens and needs no JWT_SECRET. */
  readonly serving: boolean
}

/** All of the environment, or every fault at once. Empty counts as unset. */
export const readConfiguration = (environment: Environment, { readFile, serving }: Options) => {
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
      return fault(`${name}_FILE`, `cannot be read (${why})`, '/run/secrets/name')
    }
  }

  const given: Record<string, string | undefined> = {}
  for (const [name, schema] of Object.entries(settings.shape)) {
    if (name === 'JWT_SECRET' && !serving) continue
    const meta = schema.meta()
    given[name] = meta?.secret === true ? secret(name) : plain(name)
    for (const { message } of schema.safeParse(given[name]).error?.issues ?? []) fault(name, message, meta?.example)
  }
  const wrong = serving ? weakness(given.JWT_SECRET, given.NODE_ENV === 'production') : undefined
  if (wrong !== undefined) fault('JWT_SECRET', wrong, settings.shape.JWT_SECRET.meta()?.example)
  const { PORT = '3000', METRICS_PORT = '0' } = given
  if (Number(METRICS_PORT) === Number(PORT) && Number(PORT) !== 0) {
    fault('METRICS_PORT', 'must not be the shop’s own PORT', '9464')
  }
  return faults.length === 0 ? ok(configurationOf(settings.parse(given))) : err(faults)
}

/** What is nearly the name of a setting: with one letter more, less or other, two swapped, or in other case. */
export const misspeltSettings = (environment: Environment) => {
  const names = Object.entries(settings.shape).flatMap(([name, schema]) =>
    schema.meta()?.secret === true ? [name, `${name}_FILE`] : [name],
  )
  return Object.keys(environment).flatMap((name) => {
    const meant = names.find((known) => known.length >= MIN_MISSPELT && isNearly(name.toUpperCase(), known))
    // Windows takes no notice of the case.
    const isMisspelt = meant !== undefined && !names.includes(name) && environment[meant] !== environment[name]
    return isMisspelt ? [{ name, meant }] : []
  })
}

const isNearly = (name: string, known: string): boolean => {
  let same = 0
  while (same < known.length && name[same] === known[same]) same++
  const [is, should] = [name.slice(same), known.slice(same)]
  const [first = '', second = ''] = should
  const rests = [should, should.slice(1), second + first + should.slice(2)]
  return rests.includes(is) || is.slice(1) === should || is.slice(1) === should.slice(1)
}

const weakness = (secret: string | undefined, isNeeded: boolean): string | undefined => {
  if (secret === undefined) return isNeeded ? 'is needed in production' : undefined
  if (!isLong(secret)) return undefined
  const plain = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  if (SAMPLES.some((sample) => plain.includes(sample))) return 'is a sample that everyone knows'
  return new Set(secret).size < MIN_DIFFERENT || repeats(secret) ? 'is too uniform to be secret' : undefined
}

/** Whether a text of at most half its length makes it up. */
const repeats = (text: string): boolean => {
  for (let period = 1; period <= text.length / 2; period++) if (text.startsWith(text.slice(period))) return true
  return false
}

const configurationOf = (values: z.output<typeof settings>) => ({
  production: values.NODE_ENV === 'production',
  port: values.PORT,
  host: values.HOST,
  databaseUrl: values.DATABASE_URL,
  /** Made at start when `undefined`, which production refuses. */
  jwtSecret: values.JWT_SECRET,
  currency: values.CURRENCY,
  logLevel: values.LOG_LEVEL,
  /** The number of trusted proxies (X-Forwarded-For). */
  trustProxy: values.TRUST_PROXY,
  corsOrigins: values.CORS_ORIGINS,
  metricsPort: values.METRICS_PORT,
  metricsHost: values.METRICS_HOST,
  startupTimeoutMs: values.STARTUP_TIMEOUT * 1_000,
})

export type Configuration = Readonly<ReturnType<typeof configurationOf>>
