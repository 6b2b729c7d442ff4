import { z } from 'zod'
import { assert, equal, present } from '../contracts/expect.ts'
import { expected, salesReport } from '../support/bodies.ts'
import { type Client, client, codeOf, type Send } from '../support/client.ts'
import { type Customer, customer, PASSWORD } from '../support/customers.ts'

const product = z.looseObject({ id: z.int(), stock: z.int(), version: z.int() })
const step = z.looseObject({ step: z.string(), user_id: z.int() })
const managedOrder = z.looseObject({
  id: z.string(),
  status: z.string(),
  total: z.number(),
  refunded: z.number(),
  customer_id: z.int(),
  items: z.array(z.looseObject({ product_id: z.int(), quantity: z.int(), line_total: z.number() })),
  steps: z.array(step),
})
const orderPage = z.looseObject({ orders: z.array(managedOrder), next_cursor: z.string().nullable() })
const change = z.looseObject({ change: z.int(), stock_after: z.int(), reason: z.string() })
const ledgerPage = z.looseObject({ changes: z.array(change), next_cursor: z.string().nullable() })
const today = () => new Date().toISOString().slice(0, 10)

/** In whole pence: an amount in JSON has at most two decimals. */
const pence = (amount: unknown): number => Math.round(Number(amount) * 100)

const bought = async (buyer: Customer, id: number, quantity: number) => {
  equal((await buyer.post('/add-to-cart', { product_id: id, quantity })).status, 200)
  return buyer.post('/checkout')
}

/** Every page of a list, newest first. */
const allOrders = async ({ get }: Client) => {
  const all: z.infer<typeof managedOrder>[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: z.infer<typeof orderPage> = expected(
      await get(`/admin/orders?limit=3${cursor && `&cursor=${cursor}`}`),
      200,
      orderPage,
    )
    all.push(...page.orders)
    cursor = page.next_cursor
  }
  return all
}

/** The changes of a product, oldest first; they add up to its stock. */
const ledgerOf = async ({ get }: Client, id: number) => {
  const { changes } = expected(await get(`/admin/products/${id}/stock?limit=100`), 200, ledgerPage)
  const { stock } = expected(await get(`/admin/products/${id}`), 200, product)
  equal(
    changes.reduce((sum, { change }) => sum + change, 0),
    stock,
    `the sum of the changes of product ${id}`,
  )
  return {
    stock,
    changes: changes.toReversed().map(({ reason, change, stock_after }) => [reason, change, stock_after]),
  }
}

/** Logs in a user who has become an administrator. */
const administrator = async (send: Send, email: string): Promise<Client> => {
  const answer = await client(send).post('/login', { email, password: PASSWORD })
  return client(send, expected(answer, 200, z.looseObject({ token: z.string() })).token)
}

/** What becomes of an order in the day that follows. */
const ends = [
  'delivered',
  'cancelled by its customer',
  'recalled to the shelf',
  'recalled as lost',
  'refunded',
] as const

/** From the opening to the report: report, ledger, orders and stock agree to the penny. Others may have bought before. The whole day is test/system/day-in-the-shop.ts. */
export const playShortDay = async (send: Send, promote: (email: string) => Promise<unknown>): Promise<void> => {
  const joan = await customer(send)
  await promote(joan.email)
  const admin = await administrator(send, joan.email)
  const first = today()

  const read = async (by: string) => {
    const path = `/admin/reports/sales?by=${by}&from=${first}&to=${today()}`
    return expected(await admin.get(path), 200, salesReport).rows
  }
  const addedUp = (rows: Awaited<ReturnType<typeof read>>) => ({
    orders: rows.reduce((sum, { orders }) => sum + Number(orders), 0),
    total: rows.reduce((sum, { total }) => sum + pence(total), 0),
    cancelled: rows.reduce((sum, { cancelled }) => sum + pence(cancelled), 0),
    refunded: rows.reduce((sum, { refunded }) => sum + pence(refunded), 0),
    net: rows.reduce((sum, { net }) => sum + pence(net), 0),
  })
  const before = { orders: (await allOrders(admin)).map(({ id }) => id), day: addedUp(await read('day')) }

  const create = async (body: object) => expected(await admin.post('/admin/products', body), 201, product).id
  const lamp = await create({ sku: 'L', name: 'Lamp', price: 5.49, stock: 20 })
  const cups = await create({ sku: 'C', name: '=Cups, "two"', price: 16.5, stock: 3 })

  // Five buy three lamps each, and what becomes of the orders differs.
  const buyers = new Map<(typeof ends)[number], Customer>()
  const orders = new Map<(typeof ends)[number], string>()
  for (const end of ends) {
    const buyer = await customer(send)
    const answer = await bought(buyer, lamp, 3)
    buyers.set(end, buyer)
    orders.set(end, expected(answer, 201, z.looseObject({ order: z.looseObject({ id: z.string() }) })).order.id)
  }
  // The cups run out.
  const eve = await customer(send)
  equal((await bought(eve, cups, 2)).status, 201)
  const late = await customer(send)
  const refused = await bought(late, cups, 2)
  equal([refused.status, codeOf(refused)], [409, 'out_of_stock'])

  const take = async (end: (typeof ends)[number], name: string, body?: object) =>
    expected(await admin.post(`/admin/orders/${present(orders.get(end))}/${name}`, body), 200, managedOrder)
  for (const end of ends.filter((end) => !end.includes('customer'))) await take(end, 'ship', { tracking: `T ${end}` })
  await take('delivered', 'deliver')
  const own = present(buyers.get('cancelled by its customer'))
  equal((await own.post(`/orders/${orders.get('cancelled by its customer')}/cancel`)).status, 200)
  await take('recalled to the shelf', 'cancel', { restock: true })
  await take('recalled as lost', 'cancel', { restock: false })
  await take('recalled as lost', 'refund', { amount: 16.47 })
  await take('refunded', 'refund', { amount: 5.49, note: 'one was broken' })
  equal(
    codeOf(await admin.post(`/admin/orders/${orders.get('refunded')}/refund`, { amount: 10.99 })),
    'refund_too_high',
  )

  equal(
    (await admin.post(`/admin/products/${lamp}/stock`, { change: -1, reason: 'correction', note: 'broken' })).status,
    201,
  )
  equal(
    (await admin.post(`/admin/products/${cups}/stock`, { counted: 4, expected: 1, reason: 'received' })).status,
    201,
  )
  equal((await bought(late, cups, 2)).status, 201)
  // They were in the cart twice over.
  equal((await admin.post(`/admin/customers/${eve.id}/disable`)).status, 200)
  equal((await eve.get('/cart')).status, 401, 'the answer to a disabled customer')

  equal(await ledgerOf(admin, lamp), {
    stock: 10,
    changes: [
      ['received', 20, 20],
      ...[17, 14, 11, 8, 5].map((after) => ['sale', -3, after]),
      ['cancellation', 3, 8],
      ['cancellation', 3, 11],
      ['correction', -1, 10],
    ],
  })
  equal(await ledgerOf(admin, cups), {
    stock: 0,
    changes: [
      ['received', 3, 3],
      ['sale', -2, 1],
      ['received', 3, 4],
      ['sale', -4, 0],
    ],
  })

  // From the orders, what the reports have to say.
  const all = (await allOrders(admin)).filter(({ id }) => !before.orders.includes(id))
  equal(all.map(({ status }) => status).sort(), [
    ...Array(3).fill('cancelled'),
    'delivered',
    'placed',
    'placed',
    'shipped',
  ])
  const kept = all.filter(({ status }) => status !== 'cancelled')
  const sumOf = (of: typeof all, amount: (order: (typeof all)[number]) => number) =>
    of.reduce((sum, order) => sum + pence(amount(order)), 0)
  const totals = {
    orders: all.length,
    total: sumOf(all, ({ total }) => total),
    cancelled: sumOf(all, ({ total }) => total) - sumOf(kept, ({ total }) => total),
    refunded: sumOf(all, ({ refunded }) => refunded),
    net: sumOf(kept, ({ total }) => total) - sumOf(kept, ({ refunded }) => refunded),
  }
  equal(totals, {
    orders: 7,
    total: 5 * 1647 + 6 * 1650,
    cancelled: 3 * 1647,
    refunded: 1647 + 549,
    net: 2 * 1647 + 9900 - 549,
  })
  for (const by of ['day', 'customer']) {
    const [start, now] = [before.day, addedUp(await read(by))]
    const reported = {
      orders: now.orders - start.orders,
      total: now.total - start.total,
      cancelled: now.cancelled - start.cancelled,
      refunded: now.refunded - start.refunded,
      net: now.net - start.net,
    }
    equal(reported, totals, `the report by ${by}`)
  }
  const sold = (await read('product'))
    .filter(({ product_id }) => product_id === lamp || product_id === cups)
    .map(({ product_id, units, total }) => [product_id, units, pence(total)])
  equal(sold, [
    [cups, 6, 9900],
    [lamp, 6, 2 * 1647],
  ])
  const csv = await admin.get(`/admin/reports/sales?by=product&from=${first}&to=${today()}`, { Accept: 'text/csv' })
  for (const line of [`${cups},"'=Cups, ""two""",2,6,99`, `${lamp},Lamp,2,6,32.94`]) {
    assert(String(csv.body).split('\r\n').includes(line), `${line} is in ${csv.body}`)
  }
}
