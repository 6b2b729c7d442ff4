import { memoryStore } from '../../../src/adapters/memory/store.ts'
import type { ListedRow } from '../../../src/application/catalogue/import-products.ts'
import { kiosk } from '../../../src/bootstrap/kiosk.ts'
import type { ProductDraft } from '../../../src/domain/catalogue/product.ts'
import { parseMoney } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'
import { cheapPasswords } from '../../support/passwords.ts'

/** A shop on memory whose clock stands still until `clock.time` is moved. */
export const aShop = (store = memoryStore()) => {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time }
  const settings = { jwtSecret: 'a secret for tests of thirty-two bytes', currency: 'EUR', trustProxy: 0 }
  const { shop, ready, startDraining, close } = kiosk(settings, {
    store,
    clock,
    passwords: cheapPasswords,
    log: () => undefined,
  })
  return { shop, ready, startDraining, close, store, clock }
}

/** Opens an account, and fails the test when it cannot. */
export const register = async ({ shop }: ReturnType<typeof aShop>, name: string): Promise<number> => {
  const form = { email: `${name}@example.com`, username: name, password: 'securepassword' }
  const registered = await shop.registerUser(form)
  if (!registered.ok) throw new Error(`${name} was refused: ${registered.error.type}`)
  return registered.value.id
}

/** A row of a price list; what is not said of it is left empty. */
export const listed = (line: number, sku: string, price = '1.00', more: Partial<ProductDraft> = {}): ListedRow => ({
  line,
  draft: {
    name: `name of ${sku}`,
    price: parseMoney(price),
    stock: ok(undefined),
    description: undefined,
    ...more,
    sku,
  },
})

/** Puts products on sale, `[sku, price, stock]` each; the first has id 1. */
export const stockUp = async (
  { shop }: ReturnType<typeof aShop>,
  ...products: readonly (readonly [sku: string, price: string, stock: number])[]
): Promise<void> => {
  const rows = products.map(([sku, price, stock], i) => listed(i + 2, sku, price, { name: sku, stock: ok(stock) }))
  const imported = await shop.importProducts({ rows, skipBad: false })
  if (!imported.ok) throw new Error('the price list was refused')
}
