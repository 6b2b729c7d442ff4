import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../src/bootstrap/configuration.ts'

type Environment = Readonly<Record<string, string | undefined>>

const SECRET = 'm3Yw0bJ4aV8qLr2Tn7Xc5Kd9Pf1Zs6Hg'

const files: Readonly<Record<string, string>> = {
  '/run/secret': `${SECRET}\n`,
  '/run/url': 'mysql://kiosk:hunter2@db/kiosk\n',
  '/run/short': 'short',
}
const readFile = (path: string): string => {
  const text = files[path]
  if (text === undefined) throw new Error(`ENOENT, ${path}`)
  return text
}

/** What is read, or every fault. */
const read = (environment: Environment, serving = true) => {
  const result = readConfiguration(environment, { readFile, serving })
  return result.ok ? result.value : result.error
}
const readInProduction = (environment: Environment) => read({ NODE_ENV: 'production', ...environment })

describe('the settings', () => {
  it('are the standard ones where nothing is said, or nothing but blanks', () => {
    const standard = {
      production: false,
      port: 3_000,
      host: undefined,
      databaseUrl: 'sqlite:kiosk.db',
      jwtSecret: undefined,
      currency: 'USD',
      logLevel: 'info',
      trustProxy: 0,
      metricsPort: undefined,
      startupTimeoutMs: 60_000,
    }
    expect(read({})).toEqual(standard)
    expect(read({ PORT: '', HOST: ' ', JWT_SECRET: '', CURRENCY: '\t', METRICS_PORT: '', DATABASE_URL: ' ' })).toEqual(
      standard,
    )
  })

  it('are what the environment says, without the blanks around it', () => {
    const environment = {
      NODE_ENV: 'production',
      PORT: ' 8080 ',
      HOST: '127.0.0.1',
      DATABASE_URL: 'mysql://kiosk:hunter2@db/kiosk',
      JWT_SECRET: SECRET,
      CURRENCY: 'EUR',
      LOG_LEVEL: 'error',
      TRUST_PROXY: '2',
      METRICS_PORT: '9464',
      STARTUP_TIMEOUT: '0',
      UNKNOWN: 'is nobody’s business',
    }
    expect(read(environment)).toEqual({
      production: true,
      port: 8_080,
      host: '127.0.0.1',
      databaseUrl: 'mysql://kiosk:hunter2@db/kiosk',
      jwtSecret: SECRET,
      currency: 'EUR',
      logLevel: 'error',
      trustProxy: 2,
      metricsPort: 9_464,
      startupTimeoutMs: 0,
    })
  })

  it('that are wrong are all reported at once, each with an example that is right', () => {
    const faults = read({
      NODE_ENV: 'staging',
      PORT: '65536',
      DATABASE_URL: 'postgres://kiosk:hunter2@db/kiosk',
      JWT_SECRET: 'hunter2',
      CURRENCY: 'JPY',
      LOG_LEVEL: 'loud',
      TRUST_PROXY: 'yes',
      METRICS_PORT: '-1',
      STARTUP_TIMEOUT: '1.5',
    })
    if (!Array.isArray(faults)) expect.unreachable('it was taken')
    expect([...faults].sort()).toEqual([
      'CURRENCY must be the ISO 4217 code of a currency with two decimals and is "JPY", for example CURRENCY=USD',
      'DATABASE_URL must be memory:, sqlite:PATH or mysql://USER:PASSWORD@HOST/DATABASE, for example DATABASE_URL=sqlite:kiosk.db',
      'JWT_SECRET must have at least 32 bytes, for example JWT_SECRET="$(openssl rand -base64 32)"',
      'LOG_LEVEL must be one of debug, info, warn, error and is "loud", for example LOG_LEVEL=info',
      'METRICS_PORT must be a whole number from 0 to 65535 and is "-1", for example METRICS_PORT=9464',
      'NODE_ENV must be one of development, test, production and is "staging", for example NODE_ENV=production',
      'PORT must be a whole number from 0 to 65535 and is "65536", for example PORT=3000',
      'STARTUP_TIMEOUT must be a whole number from 0 to 3600 and is "1.5", for example STARTUP_TIMEOUT=60',
      'TRUST_PROXY must be a whole number from 0 to 10 and is "yes", for example TRUST_PROXY=0',
    ])
  })

  it.each([
    ['PORT', ['0', '65535'], ['65536', '1e3', '0x10', '-1', '3000.0', 'http']],
    ['TRUST_PROXY', ['0', '10'], ['11', 'true']],
    ['STARTUP_TIMEOUT', ['0', '3600'], ['3601', 'Infinity']],
    ['CURRENCY', ['USD', 'EUR', 'GBP'], ['usd', 'EURO', 'XYZ', 'JPY', 'KWD']],
    ['LOG_LEVEL', ['debug', 'info', 'warn', 'error'], ['INFO', 'silent']],
    ['NODE_ENV', ['development', 'test'], ['prod']],
    [
      'DATABASE_URL',
      ['memory:', 'sqlite:kiosk.db', 'sqlite:/data/kiosk.db', 'mysql://kiosk@127.0.0.1:3306/kiosk'],
      [
        'memory',
        'sqlite:',
        'sqlite::memory:',
        'kiosk.db',
        'mysql://kiosk@db',
        'mysql://kiosk@db/',
        'mysql://',
        'mariadb://a@b/c',
      ],
    ],
  ] as const)('take as %s %j, and not %j', (name, good, bad) => {
    for (const value of good) expect(read({ [name]: value })).not.toBeInstanceOf(Array)
    for (const value of bad) expect(read({ [name]: value })).toEqual([expect.stringMatching(`^${name} must `)])
  })

  it.each(['3000', '03000'])('do not put the metrics on the shop’s own port (PORT=%s)', (PORT) => {
    const fault = expect.stringMatching(/^METRICS_PORT must not be the shop’s own PORT, /)
    expect(read({ PORT, METRICS_PORT: '3000' })).toEqual([fault])
    expect(read({ METRICS_PORT: '3000' })).toEqual([fault])
    // A free one each.
    expect(read({ PORT: '0', METRICS_PORT: '0' })).toMatchObject({ port: 0, metricsPort: 0 })
  })
})

describe('a secret', () => {
  it('can come from the file that NAME_FILE names', () => {
    expect(readInProduction({ JWT_SECRET_FILE: '/run/secret', DATABASE_URL_FILE: '/run/url' })).toMatchObject({
      jwtSecret: SECRET,
      databaseUrl: 'mysql://kiosk:hunter2@db/kiosk',
    })
  })

  it('cannot come from a file that is not there, nor from two places', () => {
    expect(read({ DATABASE_URL_FILE: '/run/nowhere' })).toEqual([
      'DATABASE_URL_FILE cannot be read (ENOENT, /run/nowhere), for example DATABASE_URL_FILE=/run/secrets/name',
    ])
    expect(read({ JWT_SECRET: SECRET, JWT_SECRET_FILE: '/run/secret' })).toEqual([
      expect.stringMatching(/^JWT_SECRET_FILE is set together with JWT_SECRET; keep one of them, /),
    ])
    expect(read({ JWT_SECRET_FILE: '/run/short' })).toEqual([
      expect.stringMatching(/^JWT_SECRET must have at least 32 bytes, /),
    ])
  })

  it('is never repeated in what is said of it', () => {
    const said = readInProduction({ JWT_SECRET: 'hunter2', DATABASE_URL: 'postgres://kiosk:hunter2@db/kiosk' })
    expect(JSON.stringify(said)).not.toContain('hunter2')
  })

  it.each([
    ['is needed', undefined, 'is needed in production'],
    ['has 32 bytes', SECRET.slice(1), 'must have at least 32 bytes'],
    ['is no sample', 'change-me-change-me-change-me-change-me', 'is a sample that everyone knows'],
    ['holds no sample', 'my a-string-secret-at-least-256-bits-long, mended', 'is a sample that everyone knows'],
    ['is not uniform', 'abcdabcdabcdabcdabcdabcdabcdabcd', 'is too uniform to be secret'],
  ])('to sign tokens with in production %s', (_, JWT_SECRET, wrong) => {
    expect(readInProduction({ JWT_SECRET })).toEqual([
      `JWT_SECRET ${wrong}, for example JWT_SECRET="$(openssl rand -base64 32)"`,
    ])
  })

  it('to sign tokens with may be a sample, or be missing, where it is not production', () => {
    const sample = 'change-me-change-me-change-me-change-me'
    expect(read({ JWT_SECRET: sample })).toMatchObject({ jwtSecret: sample })
    expect(read({ NODE_ENV: 'test' })).toMatchObject({ jwtSecret: undefined })
  })

  it('to sign tokens with is not even looked at for a command that signs none', () => {
    const environment = { NODE_ENV: 'production', JWT_SECRET_FILE: '/run/nowhere' }
    expect(read(environment, false)).toMatchObject({ production: true, jwtSecret: undefined })
    expect(read({ NODE_ENV: 'production', JWT_SECRET: 'hunter2' }, false)).toMatchObject({ jwtSecret: undefined })
    expect(read({ ...environment, PORT: 'http' }, false)).toEqual([expect.stringMatching(/^PORT must /)])
  })
})
