import type { ListedRow } from '../../../src/application/catalogue/import-products.ts'
import type { ProductDraft } from '../../../src/domain/catalogue/product.ts'
import { parseMoney } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'
import { unwrap } from '../../contracts/expect.ts'
import type { Kiosk } from '../../support/kiosk.ts'

type OpenShop = Pick<Kiosk, 'shop'>

/** Opens an account and answers its id. */
export const register = async ({ shop }: OpenShop, name: string): Promise<number> =>
  unwrap(
    await shop.registerUser({ email: `${name}@example.com`, username: name, password: 'securepassword', network: '' }),
  ).id

/** A row of a price list; the name is the SKU. */
export const listed = (line: number, sku: string, price = '1.00', more: Partial<ProductDraft> = {}): ListedRow => ({
  line,
  draft: { name: sku, price: parseMoney(price), stock: ok(undefined), description: undefined, ...more, sku },
})

/** Puts products on sale, `[sku, price, stock]` each; the first has id 1. */
export const stockUp = async (
  { shop }: OpenShop,
  ...products: readonly (readonly [sku: string, price: string, stock: number])[]
): Promise<void> => {
  const rows = products.map(([sku, price, stock], i) => listed(i + 2, sku, price, { stock: ok(stock) }))
  unwrap(await shop.importProducts({ rows, skipBad: false }))
}
