import { z } from 'zod'
import { assert, equal, present } from '../contracts/expect.ts'
import { added, expected, order, outOfStock, placed, problem } from '../support/bodies.ts'
import type { Answer, Client, Send } from '../support/client.ts'
import { type Customer, customer, logIn } from '../support/customers.ts'

/** A decimal number: as exact as JSON's, because both are the double that is nearest. */
export const pounds = (pence: number): number => pence / 100

// What administrators are answered.

const id = z.int().min(1)
const product = z.looseObject({ id, name: z.string(), price: z.number(), stock: z.int().min(0) })
const stockChange = z.strictObject({
  ...{ product_id: id, change: z.int(), stock_after: z.int().min(0), reason: z.string(), at: z.iso.datetime() },
  ...{ order_id: z.uuid().nullable(), user_id: id.nullable(), note: z.string().nullable() },
})
const managedOrder = order.extend({ customer_id: id, refunded: z.number(), item_count: z.int().optional() })
const account = z.looseObject({ id, email: z.string(), role: z.string(), disabled: z.boolean() })

const cursor = z.string().nullable()
const productPage = z
  .strictObject({ products: z.array(product), next_cursor: cursor })
  .transform(({ products: items, next_cursor: next }) => ({ items, next }))
const changePage = z
  .strictObject({ changes: z.array(stockChange), next_cursor: cursor })
  .transform(({ changes: items, next_cursor: next }) => ({ items, next }))
const orderPage = z
  .strictObject({ orders: z.array(managedOrder), next_cursor: cursor })
  .transform(({ orders: items, next_cursor: next }) => ({ items, next }))

type Page<T> = { readonly items: readonly T[]; readonly next: string | null }

/** All items of a list, page by page. */
const all = async <T>({ get }: Client, path: string, page: z.ZodType<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = []
  for (let next: string | null = ''; next !== null; ) {
    const found: Page<T> = expected(await get(`${path}?limit=7${next && `&cursor=${next}`}`), 200, page)
    items.push(...found.items)
    next = found.next
  }
  return items
}
export const allProducts = (of: Client) => all(of, '/admin/products', productPage)
export const allOrders = (of: Client) => all(of, '/admin/orders', orderPage)
export const showOrder = async ({ get }: Client, orderId: string) =>
  expected(await get(`/admin/orders/${orderId}`), 200, managedOrder)
export const createProduct = async ({ post }: Client, name: string, pence: number, stock: number) =>
  expected(await post('/admin/products', { name, price: pounds(pence), stock }), 201, product)
/** The ledger of a product, oldest first. */
export const ledgerOf = async (of: Client, productId: number) =>
  (await all(of, `/admin/products/${productId}/stock`, changePage)).toReversed()

export type Promote = (user: Pick<Customer, 'id' | 'email'>) => Promise<unknown>

/** Registers a customer whom the operator makes an administrator. */
export const administrator = async (send: Send, promote: Promote, name: string) => {
  const user = await customer(send, name)
  await promote(user)
  // With a token that says so.
  return { ...user, ...(await logIn(send, name)) }
}

const refusedAs = (answer: Answer, status: number, code: string): void =>
  equal(expected(answer, status, problem).code, code)

// The script's own books: whole pence, and nothing that it did not do itself.

type Line = { readonly productId: number; readonly name: string; readonly pence: number; readonly quantity: number }
export type Sale = {
  readonly id: string
  readonly customer: Pick<Customer, 'id' | 'email' | 'post'>
  readonly placedAt: string
  readonly lines: readonly Line[]
  status: string
  refunded: number
  steps: readonly string[]
}
type Change = Pick<z.infer<typeof stockChange>, 'change' | 'reason' | 'order_id' | 'user_id' | 'note'>
type Shelf = { name: string; pence: number; readonly changes: Change[] }

export const totalOf = ({ lines }: Pick<Sale, 'lines'>): number =>
  lines.reduce((sum, { pence, quantity }) => sum + pence * quantity, 0)

/** Plays a day of an empty shop, in which each administrator is one by `promote`; answers the books. */
export const playDay = async (send: Send, promote: Promote) => {
  const joan = await administrator(send, promote, 'joan')
  const buyers = await Promise.all(['ada', 'bob', 'cleo', 'dan', 'eve', 'fay'].map((name) => customer(send, name)))
  const [ada, bob, cleo, dan, eve, fay] = buyers
  if (!ada || !bob || !cleo || !dan || !eve || !fay) throw new Error('six buyers')
  const shelves = new Map<number, Shelf>()
  const sales: Sale[] = []

  const book = (productId: number, change: number, reason: string, more: Partial<Change> = {}): unknown =>
    present(shelves.get(productId)).changes.push({ change, reason, order_id: null, user_id: null, note: null, ...more })

  const create = async (name: string, pence: number, stock: number): Promise<number> => {
    const { id } = await createProduct(joan, name, pence, stock)
    shelves.set(id, { name, pence, changes: [] })
    if (stock > 0) book(id, stock, 'received', { user_id: joan.id })
    return id
  }
  const change = async (productId: number, changes: { readonly name?: string; readonly pence?: number }) => {
    const path = `/admin/products/${productId}`
    const etag = (await joan.get(path)).headers.get('ETag') ?? ''
    const { name, pence } = { ...present(shelves.get(productId)), ...changes }
    expected(await joan.ask('PATCH', path, { name, price: pounds(pence) }, { 'If-Match': etag }), 200, product)
    Object.assign(present(shelves.get(productId)), { name, pence })
  }
  const restock = async (productId: number, units: number, reason: string, note: string) => {
    const answer = await joan.post(`/admin/products/${productId}/stock`, { change: units, reason, note })
    expected(answer, 201, stockChange)
    book(productId, units, reason, { user_id: joan.id, note })
  }
  const count = async (productId: number, missing: number) => {
    const path = `/admin/products/${productId}`
    const { stock } = expected(await joan.get(path), 200, product)
    const tooLate = { counted: stock, expected: stock + 1 }
    refusedAs(await joan.post(`${path}/stock`, tooLate), 409, 'stock_moved')
    expected(await joan.post(`${path}/stock`, { counted: stock - missing, expected: stock }), 201, stockChange)
    if (missing > 0) book(productId, -missing, 'correction', { user_id: joan.id })
  }

  type Basket = readonly (readonly [productId: number, quantity: number])[]
  /** `undefined` when there is too little in stock. */
  const tryToBuy = async (buyer: Customer, basket: Basket): Promise<Sale | undefined> => {
    const lines = basket.map(([productId, quantity]) => {
      const { name, pence } = present(shelves.get(productId))
      return { productId, name, pence, quantity }
    })
    for (const [product_id, quantity] of basket) {
      expected(await buyer.post('/add-to-cart', { product_id, quantity }), 200, added)
    }
    const answer = await buyer.post('/checkout', { expected_total: pounds(totalOf({ lines })) })
    if (answer.status === 409) {
      expected(answer, 409, outOfStock)
      equal((await buyer.delete('/cart')).status, 204)
      return undefined
    }
    const { id, placed_at: placedAt } = expected(answer, 201, placed).order
    for (const { productId, quantity } of lines) book(productId, -quantity, 'sale', { order_id: id })
    const sale = { id, customer: buyer, placedAt, lines, status: 'placed', refunded: 0, steps: ['placed'] }
    sales.push(sale)
    return sale
  }
  const buy = async (buyer: Customer, ...basket: Basket): Promise<Sale> => present(await tryToBuy(buyer, basket))

  const ask = (sale: Sale, step: string, body?: object) => joan.post(`/admin/orders/${sale.id}/${step}`, body)
  const ended = (sale: Sale, answer: Answer, status: string): void => {
    equal(expected(answer, 200, order.loose()).status, status)
    Object.assign(sale, { status, steps: [...sale.steps, status] })
  }
  const putBack = (sale: Sale, by?: number): void => {
    for (const { productId, quantity } of sale.lines) {
      book(productId, quantity, 'cancellation', { order_id: sale.id, user_id: by ?? null })
    }
  }
  const ship = async (sale: Sale) => ended(sale, await ask(sale, 'ship', { tracking: 'RM 1' }), 'shipped')
  const deliver = async (sale: Sale) => ended(sale, await ask(sale, 'deliver'), 'delivered')
  const cancel = async (sale: Sale, restocks?: boolean) => {
    ended(sale, await ask(sale, 'cancel', restocks === undefined ? undefined : { restock: restocks }), 'cancelled')
    if (restocks !== false) putBack(sale, joan.id)
  }
  const cancelByCustomer = async (sale: Sale) => {
    ended(sale, await sale.customer.post(`/orders/${sale.id}/cancel`), 'cancelled')
    putBack(sale)
  }
  const refund = async (sale: Sale, pence: number) => {
    expected(await ask(sale, 'refund', { amount: pounds(pence), note: 'sorry' }), 200, managedOrder)
    Object.assign(sale, { refunded: sale.refunded + pence, steps: [...sale.steps, 'refunded'] })
    const beyond = totalOf(sale) - sale.refunded + 1
    refusedAs(await ask(sale, 'refund', { amount: pounds(beyond) }), 409, 'refund_too_high')
  }

  // Morning. 7 pence are no binary fraction, and a spreadsheet has to quote the mug.
  const lamp = await create('Reading lamp', 549, 12)
  const mug = await create('Enamel mug, "blue"', 1_099, 60)
  const button = await create('Button', 7, 3_000)
  const tea = await create('Tea', 880, 0)
  const pen = await create('Fountain pen', 3_900, 20)
  await restock(tea, 40, 'received', 'from the wholesaler')
  await Promise.all(buyers.map((buyer, i) => buy(buyer, [mug, i + 1], [button, 111 * (i + 1)], [tea, 1])))
  const soldOut = buyers.map(async (buyer) => {
    let bought = 0
    while (await tryToBuy(buyer, [[lamp, 1]])) bought++
    return bought
  })
  const lampsSold = await Promise.all(soldOut)

  // Noon: what is sold from now on costs more, or has another name.
  await change(mug, { pence: 1_149 })
  await change(tea, { name: 'Tea, Assam' })
  await restock(lamp, 10, 'received', 'a last box')
  await restock(lamp, -1, 'correction', 'broken')
  refusedAs(
    await joan.post(`/admin/products/${lamp}/stock`, { change: -10, reason: 'correction' }),
    422,
    'stock_out_of_range',
  )
  await count(button, 5)
  await count(pen, 0)

  // Afternoon.
  const delivered = await buy(ada, [mug, 2], [tea, 3])
  refusedAs(await ask(delivered, 'deliver'), 409, 'order_not_deliverable')
  await ship(delivered)
  refusedAs(await ada.post(`/orders/${delivered.id}/cancel`), 409, 'order_not_cancellable')
  await deliver(delivered)
  refusedAs(await ask(delivered, 'cancel', { restock: true }), 409, 'order_not_cancellable')
  await cancelByCustomer(await buy(bob, [pen, 2], [tea, 1]))
  const lost = await buy(cleo, [pen, 1], [button, 33])
  await ship(lost)
  refusedAs(await ask(lost, 'cancel'), 409, 'order_not_cancellable')
  await cancel(lost, false)
  const returned = await buy(dan, [mug, 3], [lamp, 1])
  await ship(returned)
  await cancel(returned, true)
  refusedAs(await ask(returned, 'ship'), 409, 'order_not_shippable')
  await cancel(await buy(eve, [tea, 4]))
  await cancel(await buy(eve, [tea, 2], [pen, 1]), false)
  const disappointing = await buy(fay, [mug, 1], [pen, 1])
  for (const [sale, ...amounts] of [
    [delivered, 1, 250],
    [lost, totalOf(lost)],
    [returned, 29, totalOf(returned) - 29],
    [disappointing, 100, totalOf(disappointing) - 101],
  ] as const) {
    for (const pence of amounts) await refund(sale, pence)
  }

  // Evening: all at once.
  const [early, late] = [await buy(ada, [lamp, 2]), await buy(bob, [pen, 1], [button, 1])]
  await Promise.all([
    ...buyers.map((buyer, i) => buy(buyer, [tea, 1], [button, 7 * (i + 1)], [lamp, 1])),
    ...[3, 4].map((units) => restock(tea, units, 'returned', 'opened')),
    cancel(early),
    cancelByCustomer(late),
  ])

  expected(await joan.post(`/admin/customers/${fay.id}/disable`), 200, account)
  const disabledAt = performance.now()
  const isRefused = async () => (await fay.get('/cart')).status === 401
  while (!(await isRefused())) assert(performance.now() - disabledAt < 1_000, 'refused within a second')
  return { joan, disabled: fay, shelves, sales, lampsSold }
}
