import { uuidv7Ids } from '../../src/adapters/system/system.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { type NewUser, register, type User } from '../../src/domain/accounts/user.ts'
import type { NewProduct, Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import type { Cart } from '../../src/domain/sales/cart.ts'
import { type Order, place } from '../../src/domain/sales/order.ts'
import { good, present } from './expect.ts'

/*
 * What a case finds in the shop when it begins. Everything has a name that nothing else has: cases share a store and do
 * not clean up.
 */

/** The id of no user and no product. */
export const NOBODY = 999_999_999

export const ids = uuidv7Ids({ now: () => Date.now() })

/** Twelve characters that no other case has. */
export const unique = (): string => crypto.randomUUID().replaceAll('-', '').slice(-12)

export const newUser = (tag = unique()): NewUser =>
  register({ email: `${tag}@example.com`, username: tag, password: '' }, `hash of ${tag}`)

export const someUsers = (store: Store, count: number): Promise<readonly User[]> =>
  store.unitOfWork.run(async ({ users }) => {
    const added: User[] = []
    for (let i = 0; i < count; i++) added.push(good(await users.add(newUser())))
    return added
  })

export const aUser = async (store: Store): Promise<User> => present((await someUsers(store, 1))[0])

export const newProduct = (details: Partial<NewProduct> = {}): NewProduct => {
  const tag = unique()
  const usual = { sku: tag, name: `${tag} lamp`, description: 'Gives light.', price: money(1_099), stock: 10 }
  return { ...usual, archived: false, ...details }
}

/** Products in the order in which they are listed here, which is the order of their ids. */
export const someProducts = async (
  store: Store,
  listed: readonly Partial<NewProduct>[],
): Promise<readonly Product[]> => {
  const added = listed.map(newProduct)
  return store.unitOfWork.run(async ({ products }) => {
    await products.add(added)
    return products.lockBySku(added.flatMap(({ sku }) => sku ?? []))
  })
}

export const aProduct = async (store: Store, details: Partial<NewProduct> = {}): Promise<Product> =>
  present((await someProducts(store, [details]))[0])

export const twoProducts = async (
  store: Store,
  details: Partial<NewProduct> = {},
): Promise<readonly [Product, Product]> => {
  const [first, second] = await someProducts(store, [details, details])
  return [present(first), present(second)]
}

/** The product as the store has it now, archived or not. */
export const productNow = async (store: Store, { id }: Product): Promise<Product> =>
  present((await store.unitOfWork.run(({ products }) => products.byIds([id])))[0])

/** An order for one unit of each product, made now and kept nowhere. */
export const orderOf = (user: User, products: readonly Product[], key = unique()): Order =>
  place({
    id: ids.next(),
    userId: user.id,
    idempotencyKey: key,
    lines: products.map(({ id, name, price }) => ({ productId: id, name, unitPrice: price, quantity: 1 })),
    placedAt: Date.now(),
  })

export const keep = (store: Store, ...orders: readonly Order[]): Promise<void> =>
  store.unitOfWork.run((repositories) => repositories.orders.add(orders))

/** Locks the cart of one user and makes it hold these lines and no others. */
export const fill = (store: Store, { userId, lines }: Cart): Promise<void> =>
  store.unitOfWork.run(async ({ carts }) => {
    present((await carts.lock([userId]))[0])
    await carts.clear([userId])
    await carts.saveLines(lines.map((line) => ({ userId, ...line })))
  })
