import { serveOnNode } from '../../src/adapters/http/servers/node.ts'
import { LIMITS } from '../../src/adapters/http/servers/server.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { jsonLog } from '../../src/adapters/observability/log.ts'
import type { Configuration } from '../../src/bootstrap/configuration.ts'
import { kiosk, type Parts } from '../../src/bootstrap/kiosk.ts'
import type { Lifetimes } from '../../src/domain/accounts/session.ts'
import type { AttemptLimits } from '../../src/domain/accounts/throttling.ts'
import { parseMoney } from '../../src/domain/money.ts'
import { ok } from '../../src/domain/result.ts'
import { unwrap } from '../contracts/expect.ts'
import { client, type Send } from './client.ts'
import { customer } from './customers.ts'
import { cheapPasswords } from './passwords.ts'

/** For crowds from one address. */
export const UNLIMITED: AttemptLimits = {
  loginFailures: 0,
  accountFailures: 0,
  addressLogins: 0,
  addressRegistrations: 0,
}

export const SECRET = 'a secret for tests of forty-four characters.'

type ProductRow = Partial<Readonly<Record<'sku' | 'name' | 'price' | 'stock' | 'description', string>>>

/** The whole shop in this process, on memory unless another store is given, without limits on attempts. Its clock moves only by `advanceMs`. */
export const openKiosk = (
  { store = memoryStore(), passwords = cheapPasswords }: Partial<Parts> = {},
  settings: Partial<Pick<Configuration, 'trustProxy' | 'corsOrigins' | keyof Lifetimes | keyof AttemptLimits>> = {},
) => {
  let now = Date.UTC(2026, 10, 20, 12)
  const clock = { now: () => now }
  const log: string[] = []
  const parts = { store, passwords, clock, log: jsonLog((line) => log.push(line), clock, 'debug') }
  const made = kiosk({ jwtSecret: SECRET, currency: 'EUR', trustProxy: 0, ...UNLIMITED, ...settings }, parts)
  const send: Send = async (path, init) => made.app.request(`http://kiosk.test${path}`, init)

  return {
    ...made,
    send,
    store,
    log,
    clock,
    advanceMs: (ms: number) => {
      now += ms
    },
    anonymous: client(send),
    customer: (name?: string) => customer(send, name),
    /** Adds products, or updates them by sku; in an empty catalogue the first has id 1. */
    addProducts: async (...products: readonly ProductRow[]) => {
      const rows = products.map(({ sku, name, price = '10.99', stock = '50', description }, i) => ({
        line: i + 2,
        draft: {
          sku: sku ?? `SKU-${i + 1}`,
          name: name ?? `Product ${i + 1}`,
          price: parseMoney(price),
          stock: ok(Number(stock)),
          description,
        },
      }))
      unwrap(await made.shop.importProducts({ rows, skipBad: false }))
    },
  }
}

export type Kiosk = ReturnType<typeof openKiosk>

/** The same shop behind a real socket. */
export const overSocket = async ({ app }: Pick<Kiosk, 'app'>, limits: Partial<typeof LIMITS> = {}) => {
  const address = { port: 0, host: '127.0.0.1' }
  const { url, stop } = await serveOnNode(app, address, { ...LIMITS, shutdownDelayMs: 0, ...limits })
  const send: Send = (path, init) => fetch(url + path, init)
  return { url, send, stop }
}
