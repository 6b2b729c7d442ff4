import type { Store } from '../../src/application/ports/store.ts'
import type { User } from '../../src/domain/accounts/user.ts'
import type { Product } from '../../src/domain/catalogue/product.ts'
import { money } from '../../src/domain/money.ts'
import { cancel, listed, type Order, place, refund, ship } from '../../src/domain/sales/order.ts'
import { saleOf } from '../../src/domain/sales/report.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, present, unwrap } from './expect.ts'
import { addOrders, aProduct, aUser, orderOf, someProducts, twoUsers } from './given.ts'

/** A time of which no other case has orders. */
let years = 1_000_000_000_000
const aTime = (): number => (years += 1_000_000)

const placedAt = (user: User, products: readonly Product[], at: number): Order => {
  const { steps: _, status: __, total: ___, ...order } = orderOf(user, products)
  return place({ ...order, placedAt: at })
}

const save = (store: Store, ...orders: readonly Order[]): Promise<void> =>
  store.unitOfWork.run(async (within) => {
    for (const order of orders) {
      await within.orders.lock(order.id)
      await within.orders.save(order)
    }
  })

const by = { at: 1, userId: 1 }

export const salesReaderContract: Contract<StoreHarness> = {
  'reads the orders of a period by time, in pages, as they stand now': async ({ store }) => {
    const [user, lamp, start] = [await aUser(store), await aProduct(store, { price: money(1_000) }), aTime()]
    const [before, a, b, c, d, after] = [-1, 0, 5, 5, 9, 10].map((ms) => placedAt(user, [lamp], start + ms))
    const [first, second, third, last] = [a, b, c, d].map((order) => present(order))
    if (!first || !second || !third || !last) throw new Error('four orders')
    for (const order of [after, third, first, before, last, second]) await addOrders(store, present(order))
    const cancelled = unwrap(cancel(second, by))
    const refunded = unwrap(refund(third, by, money(250)))
    await save(store, cancelled, refunded)
    const period = { from: start, to: start + 10 }
    const page = (limit: number, end?: Order) => store.readers.sales.page({ ...period, limit, after: end })
    const sales = [first, cancelled, refunded, last].map(saleOf)
    equal(await page(10), sales)
    equal(await page(3), sales.slice(0, 3))
    equal(await page(3, second), sales.slice(2))
    equal(await page(3, last), [])
    equal(
      sales.map(({ refunded }) => Number(refunded)),
      [0, 0, 250, 0],
    )
  },

  'adds up the lines of orders by product': async ({ store }) => {
    const user = await aUser(store)
    const [lamp, mug] = await someProducts(store, [{ price: money(500) }, { price: money(3) }])
    if (!lamp || !mug) throw new Error('two products')
    const [both, again, other] = [[lamp, mug], [lamp], [mug]].map((products) => orderOf(user, products))
    const dearer = place({
      ...present(again),
      lines: [{ ...present(again?.lines[0]), quantity: 7, unitPrice: money(501) }],
    })
    await addOrders(store, present(both), dearer, present(other))
    const sold = await store.readers.sales.ofProducts([present(both).id, dearer.id])
    equal(
      sold.toSorted((one, two) => one.productId - two.productId),
      [
        { productId: lamp.id, name: lamp.name, orders: 2, units: 8, total: money(500 + 7 * 501) },
        { productId: mug.id, name: mug.name, orders: 1, units: 1, total: money(3) },
      ],
    )
    equal(await store.readers.sales.ofProducts([]), [])
  },
}

export const managedOrdersContract: Contract<StoreHarness> = {
  'lists the orders of all customers, newest first, by status, customer and time': async ({ store }) => {
    const [ann, bob] = await twoUsers(store)
    const [lamp, start] = [await aProduct(store), aTime()]
    const placed = [ann, bob, ann, bob].map((user, i) => placedAt(user, [lamp], start + Math.floor(i / 2)))
    await addOrders(store, ...placed.toReversed())
    const [first, second, third, fourth] = placed
    if (!first || !second || !third || !fourth) throw new Error('four orders')
    const shipped = unwrap(ship(second, by, undefined))
    await save(store, shipped)
    const newest = [fourth, third, ...[first, shipped].sort((a, b) => (a.id < b.id ? 1 : -1))]
    const period = { from: start, to: start + 2, limit: 10 }
    const list = (query: object) => store.readers.orders.list({ ...period, ...query })
    equal(await list({}), newest.map(listed))
    equal(await list({ limit: 2 }), newest.slice(0, 2).map(listed))
    for (const [i, end] of newest.entries()) equal(await list({ before: end }), newest.slice(i + 1).map(listed))
    equal(await list({ status: 'shipped' }), [listed(shipped)])
    equal(await list({ status: 'placed', before: fourth }), [third, first].map(listed))
    equal(await list({ userId: ann.id }), [third, first].map(listed))
    equal(await list({ userId: bob.id, status: 'placed' }), [listed(fourth)])
    equal(await list({ from: start + 1 }), newest.slice(0, 2).map(listed))
    equal(await list({ to: start + 1 }), newest.slice(2).map(listed))
  },

  'keeps address, note and steps of an order, and forgets address and note': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const lamp = await aProduct(store)
    const shipTo = {
      name: 'Ada 😀',
      line1: '1 "High" Street',
      line2: '',
      postcode: 'E1 1AA',
      city: 'London',
      country: 'GB',
    }
    const [order, another] = [user, other].map((of) => ({ ...orderOf(of, [lamp]), shipTo, note: 'ring\\twice' }))
    if (!order || !another) throw new Error('two orders')
    await addOrders(store, order, another)
    equal(await store.readers.orders.byId(order.id), order)
    const shipped = unwrap(refund(unwrap(ship(order, by, 'RM 1 é')), { at: 2, userId: user.id }, money(1), 'late'))
    await save(store, shipped)
    equal(await store.readers.orders.byId(order.id), shipped)
    equal(await store.readers.orders.page(user.id, 1, undefined), [listed(shipped)])
    await store.unitOfWork.run(({ orders }) => orders.forget(user.id))
    equal(await store.readers.orders.byId(order.id), { ...shipped, shipTo: undefined, note: undefined })
    equal(await store.readers.orders.byId(another.id), another)
  },
}
