import { memoryStore } from '../../src/adapters/memory/store.ts'
import { argon2Passwords } from '../../src/adapters/security/argon2-passwords.ts'
import { jwtTokens } from '../../src/adapters/security/tokens.ts'
import { uuidv7Ids } from '../../src/adapters/system/ids.ts'
import { openShop } from '../../src/application/shop.ts'

/** A shop on memory whose clock stands still until `clock.time` is moved. */
export const aShop = (store = memoryStore()) => {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time }
  const ids = uuidv7Ids(clock)
  const tokens = jwtTokens('a secret for tests of thirty-two bytes', clock, ids)
  const shop = openShop({ store, clock, ids, passwords: argon2Passwords(2), tokens })
  return { shop, store, clock }
}

/** Opens an account, and fails the test when it cannot. */
export const register = async ({ shop }: ReturnType<typeof aShop>, name: string): Promise<number> => {
  const form = { email: `${name}@example.com`, username: name, password: 'securepassword' }
  const registered = await shop.registerUser(form)
  if (!registered.ok) throw new Error(`${name} was refused: ${registered.error.type}`)
  return registered.value.id
}

/** Puts products on sale, `[sku, price, stock]` each; the first has id 1. */
export const stockUp = async (
  { shop }: ReturnType<typeof aShop>,
  ...products: readonly (readonly [sku: string, price: string, stock: string])[]
): Promise<void> => {
  const rows = products.map(([sku, price, stock], i) => ({ line: i + 2, row: { sku, name: sku, price, stock } }))
  const imported = await shop.importProducts({ rows, skipBad: false })
  if (!imported.ok) throw new Error('the price list was refused')
}
