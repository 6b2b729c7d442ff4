import { describe, expect, it } from 'vitest'
import { misspeltSettings, readConfiguration } from '../../src/bootstrap/configuration.ts'

type Environment = Readonly<Record<string, string | undefined>>

const SECRET = 'm3Yw0bJ4aV8qLr2Tn7Xc5Kd9Pf1Zs6Hg'
const OTHER = 'Yf5pXr8uQe2wTz6kLm0nBv3cJh7gDs4a'
const SAMPLE = 'change-me-change-me-change-me-change-me'

const files: Environment = {
  '/run/secret': `${SECRET}\n`,
  '/run/url': 'mysql://kiosk:hunter2@db/kiosk\n',
  '/run/short': 'short',
  '/run/secrets': `${SECRET}\n\n  ${OTHER}\r\n`,
}
const readFile = (path: string): string => {
  const text = files[path]
  if (text === undefined) throw new Error(`ENOENT, ${path}`)
  return text
}

const read = (environment: Environment, serving = true) => {
  try {
    return readConfiguration(environment, { readFile, serving })
  } catch (reason) {
    const [title, ...faults] = String(reason).split('\n  ')
    expect(title).toBe('Error: the environment is not usable:')
    return faults
  }
}
const readInProduction = (environment: Environment) => read({ NODE_ENV: 'production', ...environment })

const defaults = {
  production: false,
  port: 3_000,
  host: undefined,
  databaseUrl: 'sqlite:kiosk.db',
  jwtSecret: undefined,
  acceptedJwtSecrets: [],
  accessTokenMs: 900_000,
  sessionMs: 2_592_000_000,
  idleMs: 1_209_600_000,
  loginFailures: 5,
  accountFailures: 50,
  addressLogins: 300,
  addressRegistrations: 60,
  currency: 'USD',
  logLevel: 'info',
  trustProxy: 0,
  corsOrigins: [],
  metricsPort: undefined,
  metricsHost: '127.0.0.1',
  startupTimeoutMs: 60_000,
}

describe('the configuration', () => {
  it('has defaults for what is unset or blank', () => {
    expect(read({})).toEqual(defaults)
    const names = ['PORT', 'HOST', 'JWT_SECRET', 'CURRENCY', 'METRICS_PORT', 'DATABASE_URL', 'STARTUP_TIMEOUT']
    for (const blank of ['', ' \t']) {
      for (const name of names) expect(read({ [name]: blank })).toEqual(defaults)
    }
  })

  it.each([
    [{ PORT: ' 8080 ' }, { port: 8_080 }],
    [{ HOST: '127.0.0.1' }, { host: '127.0.0.1' }],
    [{ HOST: '[::1]' }, { host: '::1' }],
    [{ METRICS_HOST: '[::]' }, { metricsHost: '::' }],
    [{ DATABASE_URL: ' sqlite:/data/shop.db ' }, { databaseUrl: 'sqlite:/data/shop.db' }],
    [{ JWT_SECRET: SECRET }, { jwtSecret: SECRET }],
    [{ JWT_SECRETS_ACCEPTED: SECRET }, { acceptedJwtSecrets: [SECRET] }],
    [{ JWT_SECRETS_ACCEPTED_FILE: '/run/secrets' }, { acceptedJwtSecrets: [SECRET, OTHER] }],
    [
      { LOGIN_FAILURES: '0', ACCOUNT_FAILURES: '9' },
      { loginFailures: 0, accountFailures: 9 },
    ],
    [
      { ADDRESS_LOGINS: '1000000', ADDRESS_REGISTRATIONS: '1' },
      { addressLogins: 1_000_000, addressRegistrations: 1 },
    ],
    [{ CURRENCY: 'EUR' }, { currency: 'EUR' }],
    [{ LOG_LEVEL: 'error' }, { logLevel: 'error' }],
    [{ TRUST_PROXY: '2' }, { trustProxy: 2 }],
    [
      { CORS_ORIGINS: 'https://a.example, http://[::1]:5173' },
      { corsOrigins: ['https://a.example', 'http://[::1]:5173'] },
    ],
    [{ METRICS_PORT: '9464' }, { metricsPort: 9_464 }],
    [{ STARTUP_TIMEOUT: '1', UNKNOWN: 'ignored' }, { startupTimeoutMs: 1_000 }],
  ])('is what the environment says: %j', (environment, said) => {
    expect(read(environment)).toEqual({ ...defaults, ...said })
  })

  it('names every fault at once, each with an example, and repeats no secret', () => {
    const environment = {
      NODE_ENV: 'staging',
      PORT: '65536',
      DATABASE_URL: 'postgres://kiosk:hunter2@db/kiosk',
      JWT_SECRET: 'hunter2',
      CURRENCY: 'JPY',
      CORS_ORIGINS: 'https://a.example,*, https://b.example/',
    }
    expect(read(environment)).toEqual([
      'NODE_ENV must be one of development, test, production and is "staging", for example NODE_ENV=production',
      'PORT must be a whole number from 0 to 65535 and is "65536", for example PORT=3000',
      'DATABASE_URL must be memory:, sqlite:PATH or mysql://USER:PASSWORD@HOST/DATABASE, for example DATABASE_URL=sqlite:kiosk.db',
      'JWT_SECRET must have at least 32 bytes, for example JWT_SECRET="$(openssl rand -base64 32)"',
      'CURRENCY must be the ISO 4217 code of a currency with two decimals and is "JPY", for example CURRENCY=USD',
      'CORS_ORIGINS must be origins as browsers send them, separated by commas, and has "*" and "https://b.example/", for example CORS_ORIGINS=https://shop.example,http://localhost:5173',
    ])
  })

  it.each([
    ['PORT', '0 65535', '65536 1e3 0x10 -1 3000.0 http'],
    ['METRICS_PORT', '0 65535', '65536 -1'],
    ['TRUST_PROXY', '0 10', '11 true'],
    ['ACCESS_TOKEN_TTL', '1 86400', '0 86401 15m 1.5'],
    ['REFRESH_TOKEN_TTL', '1 31622400', '0 31622401 30d'],
    ['SESSION_IDLE', '1 31622400', '0 31622401 never'],
    ['STARTUP_TIMEOUT', '0 3600', '3601 1.5 Infinity'],
    ['HOST', '::1 [::1] fe80::1%eth0 shop.example.com', 'http://db a/b [::1]:80/'],
    ['CURRENCY', 'USD EUR GBP', 'usd EURO XYZ JPY KWD'],
    ['LOG_LEVEL', 'debug info warn error', 'INFO silent'],
    ['NODE_ENV', 'development test', 'prod'],
    ['DATABASE_URL', 'memory: sqlite:kiosk.db sqlite:/data/kiosk.db mysql://kiosk@127.0.0.1:3306/kiosk', 'kiosk.db'],
    [
      'CORS_ORIGINS',
      'https://a.example http://localhost:8080,https://a.example',
      '* null a.example https://a.example/',
    ],
    ['CORS_ORIGINS', '', 'https://a.example:443 HTTPS://a.example https://a.example, https://*.example file:// data:'],
    [
      'DATABASE_URL',
      '',
      'memory sqlite: sqlite::memory: sqlite:///a.db sqlite://a.db sqlite:mysql://a:b@c/d mysql:// mysql://kiosk@db mysql://kiosk@db/ pg://a@b/c mysql://a@%zz/b mysql://a@b/%ff',
    ],
  ])('has as %s one of %s, and none of %s', (name, good, bad) => {
    for (const value of good.split(' ')) expect(read({ [name]: value })).not.toBeInstanceOf(Array)
    const fault = [expect.stringMatching(`^${name} must `)]
    for (const value of bad.split(' ')) expect(read({ [name]: value })).toEqual(fault)
  })

  it.each(['mysql', 'mariadb', 'mysql+pymysql', 'mysql+mysqldb', 'MariaDB'])('takes %s:// for a MySQL', (scheme) => {
    const [databaseUrl, DATABASE_URL] = ['mysql', scheme].map((each) => `${each}://kiosk:a%2Fb@db/kiosk`)
    expect(read({ DATABASE_URL })).toMatchObject({ databaseUrl })
  })

  it.each(['p@ss/w#rd', 'a/b', '12/b', 'a?b', 'a#b', '100%', '%zz'])('asks to encode the password %s', (password) => {
    const faults = read({ DATABASE_URL: `mysql://root:${password}@db/kiosk` })
    expect(faults).toEqual([expect.stringMatching(/^DATABASE_URL must have .* percent-encoded, /)])
    expect(String(faults)).not.toContain(password)
  })

  it.each(['PORT', 'NODE_ENV', 'CURRENCY', 'JWT_SECRET_FILE', 'DATABASE_URL_FILE'])(
    'repeats no password of a URL that was given as %s',
    (name) => {
      for (const scheme of ['mysql', 'postgresql+psycopg', 'redis']) {
        const faults = read({ [name]: `${scheme}://root:hunter2/#?@x 2@db/kiosk` })
        expect(faults).toEqual([expect.stringContaining(`${scheme}://***@db/kiosk`)])
        expect(String(faults)).not.toMatch(/hunter|root/)
      }
    },
  )

  it.each(['3000', '03000', undefined])('has no metrics on the shop’s own port (PORT=%s)', (PORT) => {
    const fault = expect.stringMatching(/^METRICS_PORT must not be the shop’s own PORT, /)
    expect(read({ PORT, METRICS_PORT: '3000' })).toEqual([fault])
    // A free one each.
    expect(read({ PORT: '0', METRICS_PORT: '0' })).toMatchObject({ port: 0, metricsPort: 0 })
  })
})

describe('a misspelt setting', () => {
  it.each([
    ['JWT_SECRET', 'JWT_SECRETS WT_SECRET JWT_SECRT JWT-SECRET JWT_SERCET jwt_secret', 'JWT_SECRET_ID SECRET ""'],
    ['DATABASE_URL', 'DATABSE_URL DATABASE_URI DATABASE_ULR DDATABASE_URL', 'DATABASE DATABSE_URI'],
    ['DATABASE_URL_FILE', 'DATABASE_URL_FLIE', 'DATABASE_URL_DIR'],
    ['CURRENCY', 'CURRENCYS', 'CURRENT'],
    ['PORT', '', 'PORTS SPORT port'],
  ])('of %s is %s, and not %s', (meant, misspelt, others) => {
    for (const name of misspelt.split(' ').filter(Boolean)) {
      expect(misspeltSettings({ [name]: 'x', [meant]: 'y' })).toEqual([{ name, meant }])
    }
    for (const name of others.split(' ')) expect(misspeltSettings({ [name]: 'x', [meant]: 'y' })).toEqual([])
  })
})

describe('a secret', () => {
  it('can come from the file that NAME_FILE names', () => {
    const environment = { JWT_SECRET_FILE: '/run/secret', DATABASE_URL_FILE: '/run/url' }
    expect(read(environment)).toMatchObject({ jwtSecret: SECRET, databaseUrl: 'mysql://kiosk:hunter2@db/kiosk' })
  })

  it.each([
    [{ DATABASE_URL_FILE: '/none' }, 'DATABASE_URL_FILE is not usable: ENOENT, /none, for example DATABASE_URL_FILE='],
    [{ JWT_SECRET: SECRET, JWT_SECRET_FILE: '/run/secret' }, 'JWT_SECRET_FILE is set together with JWT_SECRET; keep'],
    [{ JWT_SECRET_FILE: '/run/short' }, 'JWT_SECRET must have at least 32 bytes, '],
  ])('cannot come from %j', (environment, fault) => {
    expect(read(environment)).toEqual([expect.stringContaining(fault)])
  })

  it.each([
    ['of 31 bytes', SECRET.slice(1), 'must have at least 32 bytes'],
    ['a sample', SAMPLE, 'is a sample that everyone knows'],
    ['a sample in other letters', 'CHANGE_ME '.repeat(4), 'is a sample that everyone knows'],
    ['around a sample', 'my a-string-secret-at-least-256-bits-long, mended', 'is a sample that everyone knows'],
    ['of seven characters', 'abcdefgabcdefgabcdegfabcdefgabcdefg', 'is too uniform to be secret'],
    ['a text four times', '0123456789'.repeat(4), 'is too uniform to be secret'],
    ['a text two and a half times', '0123456789abcdef'.repeat(3).slice(0, 40), 'is too uniform to be secret'],
    ['a text twice, and another end', '0123456789abcdef0123456789abcdeX', 'is too uniform to be secret'],
    ['a sample three times, and another end', 'supersecretsupersecretsupersecret1', 'is a sample that everyone knows'],
  ])('to sign tokens with is nowhere %s', (_, JWT_SECRET, wrong) => {
    const fault = [expect.stringMatching(`^JWT_SECRET ${wrong}, `)]
    for (const get of [read, readInProduction]) expect(get({ JWT_SECRET })).toEqual(fault)
  })

  it('to sign tokens with is needed in production, and may be 32 hexadecimal digits', () => {
    expect(readInProduction({})).toEqual([expect.stringMatching('^JWT_SECRET is needed in production, ')])
    const secret = '9f86d081884c7d659a2feaa0c55ad015'
    expect(readInProduction({ JWT_SECRET: secret })).toMatchObject({ jwtSecret: secret })
  })

  it('that is accepted is named by its line, and never shown, when it is none', () => {
    const [fault = '', ...others] = [read({ JWT_SECRETS_ACCEPTED: `${SECRET}\nhunter2` })].flat()
    expect(fault).toMatch(/^JWT_SECRETS_ACCEPTED has in line 2 a secret that must have at least 32 bytes, for example /)
    expect(fault).not.toContain('hunter2')
    expect(others).toEqual([])
  })

  it('to sign tokens with is not read for a command that signs none', () => {
    for (const secret of [
      { JWT_SECRET_FILE: '/none' },
      { JWT_SECRET: 'hunter2' },
      { JWT_SECRETS_ACCEPTED: 'hunter2' },
    ]) {
      const environment = { NODE_ENV: 'production', ...secret }
      expect(read(environment, false)).toEqual({ ...defaults, production: true })
      expect(read({ ...environment, PORT: 'http' }, false)).toEqual([expect.stringMatching(/^PORT must /)])
    }
  })
})
