import { readPriceList } from '../../../src/adapters/cli/price-list.ts'
import type { MigratableStore } from '../../../src/adapters/sql/migrations.ts'
import type { Imported, ListedRow } from '../../../src/application/catalogue/import-products.ts'
import type { PasswordHasher } from '../../../src/application/ports/security.ts'
import type { Shop } from '../../../src/application/shop.ts'
import { kiosk } from '../../../src/bootstrap/kiosk.ts'
import { parseMoney } from '../../../src/domain/money.ts'
import { ok } from '../../../src/domain/result.ts'
import { good } from '../../contracts/expect.ts'
import { expected, type OrderBody, products } from '../../support/bodies.ts'
import { type Client, client, inBatches, type Send } from '../../support/client.ts'
import { customer, orderHistory } from '../../support/customers.ts'
import type { Invoice, OnlineRetail } from './online-retail.ts'
import { priceList } from './price-list.ts'
import { type Sale, till } from './till.ts'

/** So little of everything that wholesale quantities run short, again and again. */
export const STARTING_STOCK = 100

/** What is known when the last invoice has been played. */
export type Replayed = {
  readonly retail: OnlineRetail
  /** The same price list twice: from its CSV text, and row by row. */
  readonly imports: readonly Imported[]
  /** The catalogue as it was first shown, and as it is at the end: in the order of the retail's items. */
  readonly opening: readonly Listed[]
  readonly closing: readonly Listed[]
  readonly sales: readonly Sale[]
  /** Units that came in by sku, beyond the starting stock. */
  readonly toppedUp: ReadonlyMap<string, number>
  readonly shortLines: number
  readonly repriced: number
  /** What each buyer's orders say at the end, newest first. */
  readonly histories: ReadonlyMap<string, readonly OrderBody[]>
}
type Listed = (typeof products)['_output'][number]

/** 652 real hashes take longer than all the business between them, and passwords have tests of their own. */
const plainPasswords: PasswordHasher = {
  hash: async (password) => `plain ${password}`,
  verify: async (password, kept) => (kept === `plain ${password}` ? 'yes' : 'no'),
}

const settings = { jwtSecret: 'the replay keeps this secret from nobody', currency: 'GBP', trustProxy: 0 }

const open = async (store: MigratableStore) => {
  await store.migrate()
  const { shop, app, close } = kiosk(settings, { store, passwords: plainPasswords, log: () => undefined })
  return { shop, close, send: (async (path, init) => app.request(path, init)) satisfies Send }
}

const importTwice = async (shop: Shop, { items }: OnlineRetail): Promise<readonly Imported[]> => {
  const file = new TextEncoder().encode(priceList(items, STARTING_STOCK))
  const read: readonly ListedRow[] = good(readPriceList(file))
  const listed = items.map(({ sku, name, pence }, i) => ({
    line: i + 1,
    draft: {
      sku,
      name,
      price: parseMoney((pence / 100).toFixed(2)),
      stock: ok(STARTING_STOCK),
      description: undefined,
    },
  }))
  const first = good(await shop.importProducts({ rows: read, skipBad: false }))
  return [first, good(await shop.importProducts({ rows: listed, skipBad: false }))]
}

const catalogueOf = async (send: Send) => expected(await client(send).get('/products'), 200, products)

const buyersOf = async (send: Send, invoices: readonly Invoice[]): Promise<ReadonlyMap<string, Client>> => {
  const names = [...new Set(invoices.map(({ buyer }) => buyer))]
  return new Map(await inBatches(names, 64, async (name) => [name, await customer(send, name)] as const))
}

/** Opens a shop on an empty store, sells in it everything that was sold, in order, and looks at what came of it. */
export const replay = async (store: MigratableStore, retail: OnlineRetail): Promise<Replayed> => {
  const { shop, close, send } = await open(store)
  const imports = await importTwice(shop, retail)
  const opening = await catalogueOf(send)
  const buyers = await buyersOf(send, retail.invoices)
  const { ring, toppedUp, counts } = till(shop, retail.items, opening, buyers)
  const sales: Sale[] = []
  for (const invoice of retail.invoices) sales.push(await ring(invoice))
  const histories = await inBatches(
    [...buyers],
    64,
    async ([name, theirs]) => [name, await orderHistory(theirs, 5)] as const,
  )
  const closing = await catalogueOf(send)
  await close()
  return { retail, imports, opening, closing, sales, toppedUp, ...counts, histories: new Map(histories) }
}
