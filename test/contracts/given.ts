import { uuidv7Ids } from '../../src/adapters/system/system.ts'
import type { AuditEntry } from '../../src/application/ports/audit.ts'
import { type PageQuery, type ProductRepository, wholeCatalogue } from '../../src/application/ports/products.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { type NewUser, register, type User, type UserId } from '../../src/domain/accounts/user.ts'
import type { NewProduct, Product } from '../../src/domain/catalogue/product.ts'
import { stockChange } from '../../src/domain/catalogue/stock.ts'
import { money } from '../../src/domain/money.ts'
import type { Cart, CartLine } from '../../src/domain/sales/cart.ts'
import { type Order, place } from '../../src/domain/sales/order.ts'
import { present, unwrap } from './expect.ts'

// Cases share a store and do not clean up: every name and key is unique.

/** More than any store of the tests holds. */
export const wholePage: PageQuery = { ...wholeCatalogue, limit: 100_000 }

/** The id of no user and no product. */
export const UNKNOWN_ID = 999_999_999

export const ids = uuidv7Ids({ now: () => Date.now() })

export const unique = (): string => crypto.randomUUID().slice(-12)

export const newUser = (tag = unique()): NewUser =>
  register({ email: `${tag}@example.com`, username: tag, password: '' }, `hash of ${tag}`)

export const someUsers = (store: Store, count: number): Promise<readonly User[]> =>
  store.unitOfWork.run(async ({ users }) => {
    const added: User[] = []
    for (let i = 0; i < count; i++) added.push(unwrap(await users.add(newUser())))
    return added
  })

export const aUser = async (store: Store): Promise<User> => present((await someUsers(store, 1))[0])

export const twoUsers = async (store: Store): Promise<readonly [User, User]> => [await aUser(store), await aUser(store)]

export const newProduct = (details: Partial<NewProduct> = {}): NewProduct => {
  const tag = unique()
  const usual = { sku: tag, name: `${tag} lamp`, description: 'Gives light.', price: money(1_099), stock: 10 }
  return { ...usual, imageUrl: undefined, archived: false, ...details }
}

/** Adds products; their ids ascend in the order in which they are listed. */
export const someProducts = async (
  store: Store,
  listed: readonly Partial<NewProduct>[],
): Promise<readonly Product[]> => {
  const added = listed.map(newProduct)
  return store.unitOfWork.run(async ({ products }) => {
    await products.add(added)
    const found = await products.lockBySku(added.flatMap(({ sku }) => sku ?? []))
    const stocks = new Map(added.map(({ sku, stock }) => [sku, stock]))
    const stocked = found.map((product) => ({ ...product, stock: stocks.get(product.sku) ?? 0 }))
    const cause = { reason: 'import', at: 1 } as const
    const changes = found.map((product, i) => stockChange(product, stocked[i]?.stock ?? 0, cause))
    await products.changeStock(changes.filter(({ change }) => change !== 0))
    return stocked
  })
}

export const aProduct = async (store: Store, details: Partial<NewProduct> = {}): Promise<Product> =>
  present((await someProducts(store, [details]))[0])

export const twoProducts = async (
  store: Store,
  details: Partial<NewProduct> = {},
): Promise<readonly [Product, Product]> => [await aProduct(store, details), await aProduct(store, details)]

/** Locks products and sets their stock. */
export const setStock = async (
  products: ProductRepository,
  wanted: readonly Pick<Product, 'id' | 'stock'>[],
): Promise<void> => {
  const locked = await products.lock(wanted.map(({ id }) => id))
  const stocks = new Map(wanted.map(({ id, stock }) => [id, stock]))
  const cause = { reason: 'correction', at: 1 } as const
  await products.changeStock(locked.map((product) => stockChange(product, stocks.get(product.id) ?? 0, cause)))
}

/** Products as the store has them now, archived or not. */
export const productsNow = (store: Store, ...listed: readonly Product[]): Promise<readonly Product[]> =>
  store.unitOfWork.run(({ products }) => products.byIds(listed.map(({ id }) => id)))

export const saveProducts = (store: Store, ...saved: readonly Product[]): Promise<void> =>
  store.unitOfWork.run(async ({ products }) => {
    await products.lock(saved.map(({ id }) => id))
    await products.save(saved)
    await setStock(products, saved)
  })

export const linesFor = (products: readonly Product[], quantity: number): readonly CartLine[] =>
  products.map(({ id, price }) => ({ productId: id, quantity, priceAdded: price }))

/** Replaces the lines of a user's cart. */
export const fill = (store: Store, { userId, lines }: Cart): Promise<void> =>
  store.unitOfWork.run(async ({ carts }) => {
    await carts.lock([userId])
    await carts.clear([userId])
    await carts.saveLines(lines.map((line) => ({ userId, ...line })))
  })

/** An order for one unit of each product; not in any store. */
export const orderOf = (user: User, products: readonly Product[], key = unique()): Order =>
  place({
    id: ids.next(),
    userId: user.id,
    idempotencyKey: key,
    lines: products.map(({ id, name, price }) => ({ productId: id, name, unitPrice: price, quantity: 1 })),
    placedAt: Date.now(),
    shipTo: undefined,
    note: undefined,
  })

export const anAuditEntry = (userId: UserId): AuditEntry => {
  const facts = { stock: 3, name: 'Lamp 😀', archived: false, price: 10.99, sku: null }
  const subject = `products/${unique()}`
  return { userId, requestId: 'r-1', at: Date.now(), action: 'product_changed', subject, before: {}, after: facts }
}

export const addOrders = (store: Store, ...added: readonly Order[]): Promise<void> =>
  store.unitOfWork.run(({ orders }) => orders.add(added))
