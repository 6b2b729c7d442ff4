import { httpApp } from '../adapters/http/app.ts'
import type { Log } from '../adapters/observability/log.ts'
import type { Metrics } from '../adapters/observability/metrics.ts'
import { commonPasswords } from '../adapters/security/common-passwords.ts'
import { jwtTokens } from '../adapters/security/tokens.ts'
import { systemClock, systemPause, uuidv7Ids } from '../adapters/system/system.ts'
import { openShop, type Shop } from '../application/shop.ts'
import type { Configuration } from './configuration.ts'

type Needs = Parameters<typeof openShop>[0]

/** What differs by host, and what a test may replace. */
export type Parts = Pick<Needs, 'store' | 'passwords'> &
  Partial<Pick<Needs, 'clock' | 'ids'>> & { readonly log: Log; readonly metrics?: Metrics | undefined }

/** Not made here: workerd refuses randomness before a request. */
let madeSecret: string | undefined

const loadCommonPasswords = commonPasswords()

type Settings = Pick<Configuration, 'jwtSecret' | 'currency' | 'trustProxy'> & { corsOrigins?: readonly string[] }

/** The whole shop, for production and for every test. */
export const kiosk = (configuration: Settings, parts: Parts) => {
  const { store, passwords, log, clock = systemClock, ids = uuidv7Ids(clock), metrics } = parts
  madeSecret ??= crypto.randomUUID() + crypto.randomUUID()
  const { jwtSecret = madeSecret, currency, trustProxy, corsOrigins = [] } = configuration
  const tokens = jwtTokens(jwtSecret, clock, ids)
  const needs = { store, clock, ids, passwords, commonPasswords: loadCommonPasswords, tokens, pause: systemPause }
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
