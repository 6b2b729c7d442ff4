import { httpApp } from '../../src/adapters/http/app.ts'
import { serveOnNode } from '../../src/adapters/http/node-server.ts'
import { LIMITS } from '../../src/adapters/http/running-server.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { argon2Passwords } from '../../src/adapters/security/argon2-passwords.ts'
import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import { uuidv7Ids } from '../../src/adapters/system/ids.ts'
import { jsonLog } from '../../src/adapters/system/log.ts'
import type { PasswordHasher } from '../../src/application/ports/password-hasher.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { openShop } from '../../src/application/shop.ts'
import type { ProductRow } from '../../src/domain/product.ts'
import { register } from '../../src/domain/user.ts'
import { good } from '../contracts/expect.ts'
import { caller, type Send } from './client.ts'

export const SECRET = 'a secret for tests of forty-four characters.'
export const PASSWORD = 'securepassword'
/** What argon2id made of `PASSWORD`: a customer who is only there to buy costs a test no hash. */
const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$8f/f8L+66FZAlB+nG6F9kw$x0rBKr8nQ+rBL1fNl+OzwD9umpnkn8aieE+PxqwJYNU'

export const realPasswords = argon2Passwords(2)

type Given = { readonly store?: Store; readonly passwords?: PasswordHasher }

/** The real shop over HTTP, in this process, in memory unless it is given another store; its clock stands still. */
export const openKiosk = ({ store = memoryStore(), passwords = realPasswords }: Given = {}) => {
  let now = Date.UTC(2026, 10, 20, 12)
  const clock = { now: () => now }
  const ids = uuidv7Ids(clock)
  const tokens = jwtTokens(SECRET, clock, ids)
  const shop = openShop({ store, clock, ids, passwords, tokens })
  const log: string[] = []
  const app = httpApp({ shop, log: jsonLog((line) => log.push(line), clock, 'debug'), currency: 'EUR' })
  const send: Send = async (path, init) => app.request(`http://kiosk.test${path}`, init)

  return {
    app,
    send,
    shop,
    store,
    tokens,
    log,
    clock,
    pass: (minutes: number) => {
      now += minutes * 60_000
    },
    visitor: caller(send),
    /** Someone with an account, signed in. `hash` is what the store keeps of the password. */
    customer: async (name: string, hash = PASSWORD_HASH) => {
      const form = register({ email: `${name}@example.com`, username: name, password: PASSWORD }, hash)
      const user = good(await store.unitOfWork.run(({ users }) => users.add(form)))
      const { token } = await tokens.issue(user.id)
      return { ...user, token, ...caller(send, token) }
    },
    /** Puts products on the shelves of an empty shop, numbered from 1 in this order. */
    stock: async (...products: readonly Partial<ProductRow>[]) => {
      const rows = products.map((product, i) => ({
        line: i + 2,
        row: { sku: `SKU-${i + 1}`, name: `Product ${i + 1}`, price: '10.99', stock: '50', ...product },
      }))
      good(await shop.importProducts({ rows, skipBad: false }))
    },
  }
}

export type Kiosk = ReturnType<typeof openKiosk>

/** The same shop behind a real socket; `stop` lets go of it. */
export const overSocket = async ({ app }: Kiosk, limits = LIMITS) => {
  const { url, stop } = await serveOnNode(app, { port: 0, host: '127.0.0.1' }, limits)
  const send: Send = (path, init) => fetch(url + path, init)
  return { url, send, stop }
}
