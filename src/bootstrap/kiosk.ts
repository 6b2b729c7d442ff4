import { httpApp } from '../adapters/http/app.ts'
import type { Log } from '../adapters/observability/log.ts'
import type { Metrics } from '../adapters/observability/metrics.ts'
import { commonPasswords } from '../adapters/security/common-passwords.ts'
import { refreshTokens, sha256 } from '../adapters/security/refresh-tokens.ts'
import { jwtTokens } from '../adapters/security/tokens.ts'
import { systemClock, systemPause, uuidv7Ids } from '../adapters/system/system.ts'
import { openShop, type Shop } from '../application/shop.ts'
import { DEFAULT_LIFETIMES, type Lifetimes } from '../domain/accounts/session.ts'
import { type AttemptLimits, DEFAULT_ATTEMPT_LIMITS } from '../domain/accounts/throttling.ts'
import type { Configuration } from './configuration.ts'

type Needs = Parameters<typeof openShop>[0]

/** What differs by host, and what a test may replace. */
export type Parts = Pick<Needs, 'store' | 'passwords'> &
  Partial<Pick<Needs, 'clock' | 'ids' | 'ended'>> & { readonly log: Log; readonly metrics?: Metrics | undefined }

/** Not made here: workerd refuses randomness before a request. */
let madeSecret: string | undefined

const loadCommonPasswords = commonPasswords()

type Settings = Pick<Configuration, 'jwtSecret' | 'currency' | 'trustProxy'> &
  Partial<Pick<Configuration, 'acceptedJwtSecrets' | 'corsOrigins' | keyof Lifetimes | keyof AttemptLimits>>

/** The whole shop, for production and for every test. */
export const kiosk = (configuration: Settings, parts: Parts) => {
  const { store, passwords, log, clock = systemClock, ids = uuidv7Ids(clock), ended, metrics } = parts
  madeSecret ??= crypto.randomUUID() + crypto.randomUUID()
  const { jwtSecret = madeSecret, acceptedJwtSecrets = [], currency, trustProxy, corsOrigins = [] } = configuration
  const { accessTokenMs, sessionMs, idleMs } = { ...DEFAULT_LIFETIMES, ...configuration }
  const lifetimes = { accessTokenMs, sessionMs, idleMs }
  const attemptLimits = { ...DEFAULT_ATTEMPT_LIMITS, ...configuration }
  const tokens = jwtTokens([jwtSecret, ...acceptedJwtSecrets], clock, ids, lifetimes)
  const keys = { tokens, refreshTokens, digest: sha256, lifetimes, ended }
  const security = { passwords, commonPasswords: loadCommonPasswords, attemptLimits, ...keys }
  const needs = { store, clock, ids, pause: systemPause, ...security }
  const { shop, ready, startDraining, close } = openShop({ ...needs, onBatch: metrics?.onBatch })
  const counted = metrics ? countingCheckouts(shop, metrics) : shop
  const app = httpApp({ shop: counted, ready, log, currency, trustProxy, corsOrigins, meter: metrics?.requests })
  return { shop: counted, app, tokens, ready, startDraining, close }
}

const countingCheckouts = (shop: Shop, { checkedOut }: Metrics): Shop => ({
  ...shop,
  placeOrder: async (checkout) => {
    const result = await shop.placeOrder(checkout)
    if (result.ok) checkedOut(result.value.replayed ? 'replayed' : 'placed')
    else checkedOut(result.error.type)
    return result
  },
})
