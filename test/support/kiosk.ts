import { serveOnNode } from '../../src/adapters/http/servers/node.ts'
import { LIMITS } from '../../src/adapters/http/servers/server.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { jsonLog } from '../../src/adapters/observability/log.ts'
import { argon2Passwords } from '../../src/adapters/security/argon2.ts'
import type { PasswordHasher } from '../../src/application/ports/security.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { kiosk } from '../../src/bootstrap/kiosk.ts'
import { register } from '../../src/domain/accounts/user.ts'
import { parseMoney } from '../../src/domain/money.ts'
import { ok } from '../../src/domain/result.ts'
import { good } from '../contracts/expect.ts'
import { caller, type Send } from './client.ts'

export const SECRET = 'a secret for tests of forty-four characters.'
export const PASSWORD = 'securepassword'
/** What argon2id made of `PASSWORD`: a customer who is only there to buy costs a test no hash. */
const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$8f/f8L+66FZAlB+nG6F9kw$x0rBKr8nQ+rBL1fNl+OzwD9umpnkn8aieE+PxqwJYNU'

export const realPasswords = argon2Passwords({ concurrency: 2 })

type Given = { readonly store?: Store; readonly passwords?: PasswordHasher }
/** As a price list has it. */
type Listed = Partial<Readonly<Record<'sku' | 'name' | 'price' | 'stock' | 'description', string>>>

/** The real shop over HTTP, in this process, in memory unless it is given another store; its clock stands still. */
export const openKiosk = ({ store = memoryStore(), passwords = realPasswords }: Given = {}) => {
  let now = Date.UTC(2026, 10, 20, 12)
  const clock = { now: () => now }
  const log: string[] = []
  const { shop, app, tokens } = kiosk(
    { jwtSecret: SECRET, currency: 'EUR', trustProxy: 0 },
    { store, passwords, clock, log: jsonLog((line) => log.push(line), clock, 'debug') },
  )
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
      const { token } = await tokens.issue({ userId: user.id, role: user.role })
      return { ...user, token, ...caller(send, token) }
    },
    /** Puts products on the shelves of an empty shop, numbered from 1 in this order. */
    stock: async (...products: readonly Listed[]) => {
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
      good(await shop.importProducts({ rows, skipBad: false }))
    },
  }
}

export type Kiosk = ReturnType<typeof openKiosk>

/** The same shop behind a real socket; `stop` lets go of it. */
export const overSocket = async ({ app }: Pick<Kiosk, 'app'>, limits = LIMITS) => {
  const { url, stop } = await serveOnNode(app, { port: 0, host: '127.0.0.1' }, limits)
  const send: Send = (path, init) => fetch(url + path, init)
  return { url, send, stop }
}
