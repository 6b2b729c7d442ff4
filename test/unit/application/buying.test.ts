import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { err, ok } from '../../../src/domain/result.ts'
import { unwrap } from '../../contracts/expect.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { register, stockUp } from './shop.ts'

let kiosk = openKiosk()
let ann = 0
const add = (productId: number, quantity: number, userId = ann) => kiosk.shop.addToCart({ userId, productId, quantity })
const checkout = (more = {}) =>
  kiosk.shop.placeOrder({
    userId: ann,
    idempotencyKey: undefined,
    expectedTotal: undefined,
    shipTo: undefined,
    note: undefined,
    ...more,
  })
const stockNow = async (productId: number) => unwrap(await kiosk.shop.showProduct(productId)).stock

beforeEach(async () => {
  kiosk = openKiosk()
  await stockUp(kiosk, ['lamp', '5.49', 10], ['mug', '10.99', 1])
  ann = await register(kiosk, 'ann')
})

describe('buying', () => {
  it('turns the cart into an order, empties it, and takes the units off the shelf', async () => {
    await add(1, 3)
    expect(await add(2, 1)).toMatchObject({ value: { total: 2746 } })
    expect(await checkout()).toMatchObject({ value: { replayed: false, order: { total: 2746, status: 'placed' } } })
    expect(await kiosk.shop.showCart(ann)).toEqual(ok({ lines: [], total: 0 }))
    expect([await stockNow(1), await stockNow(2)]).toEqual([7, 0])
  })

  it('is rejected once the shop closes, after the accepted purchases are answered', async () => {
    await add(1, 1)
    const placed = [checkout(), checkout()]
    await kiosk.close()
    expect(await Promise.all(placed)).toMatchObject([{ ok: true }, { error: { type: 'cart_empty' } }])
    await expect(checkout()).rejects.toThrow('closing')
  })
})

describe('an order', () => {
  it('is shown to its buyer only, and cancelled once, which restocks it', async () => {
    await add(1, 4)
    const { order } = unwrap(await checkout())
    const own = { userId: ann, orderId: order.id }
    const others = { userId: await register(kiosk, 'bob'), orderId: order.id }
    expect(await kiosk.shop.showOrder(own)).toEqual(ok(order))
    expect(await kiosk.shop.showOrder(others)).toEqual(err({ type: 'order_not_found' }))
    expect(await kiosk.shop.cancelOrder(others)).toEqual(err({ type: 'order_not_found' }))

    const step = { type: 'cancelled', at: kiosk.clock.now(), userId: ann, amount: undefined, note: undefined }
    const cancelled = { ...order, status: 'cancelled', steps: [step] }
    expect(await kiosk.shop.cancelOrder(own)).toEqual(ok(cancelled))
    expect(await kiosk.shop.cancelOrder(own)).toMatchObject({ error: { type: 'order_not_cancellable' } })
    expect(await stockNow(1)).toBe(10)
    expect(await kiosk.shop.showOrder(own)).toEqual(ok(cancelled))
  })

  it('is listed in pages, newest first', async () => {
    const list = async (limit: number, before?: string) =>
      unwrap(await kiosk.shop.listOrders({ userId: ann, limit, before }))
    expect(await list(2)).toEqual({ items: [], next: undefined })
    for (const idempotencyKey of ['k0', 'k1', 'k2']) {
      await add(1, 1)
      await checkout({ idempotencyKey })
    }
    const first = await list(1)
    expect(first).toMatchObject({ items: [{ idempotencyKey: 'k2' }], next: first.items[0] })
    expect(await list(2, first.next?.id)).toMatchObject({
      items: [{ idempotencyKey: 'k1' }, { idempotencyKey: 'k0' }],
      next: undefined,
    })
  })
})

describe('a cart', () => {
  it('has no product that is unknown or archived', async () => {
    await kiosk.store.unitOfWork.run(async ({ products }) => {
      await products.save((await products.lock([1])).map((lamp) => ({ ...lamp, archived: true })))
    })
    for (const productId of [1, 99]) {
      const refused = err({ type: 'product_not_found', productId })
      expect(await add(productId, 1)).toEqual(refused)
      expect(await kiosk.shop.changeCartLine({ userId: ann, productId, quantity: 1 })).toEqual(refused)
    }
  })

  it('has every simultaneous addition that is not refused', async () => {
    const added = await Promise.all([2, 3, 10_000, 4].map((quantity) => add(1, quantity)))
    expect(added.map(({ ok }) => ok)).toEqual([true, true, false, true])
    expect(await kiosk.shop.showCart(ann)).toMatchObject({ value: { lines: [{ productId: 1, quantity: 9 }] } })
  })

  it('is changed line by line', async () => {
    const { shop } = kiosk
    await add(1, 7)
    await shop.changeCartLine({ userId: ann, productId: 1, quantity: 2 })
    await shop.changeCartLine({ userId: ann, productId: 2, quantity: 1 })
    await shop.removeCartLine({ userId: ann, productId: 2 })
    expect(await shop.showCart(ann)).toMatchObject({ value: { lines: [{ productId: 1, quantity: 2 }], total: 1098 } })
    await shop.emptyCart(ann)
    expect(await shop.showCart(ann)).toMatchObject({ value: { lines: [] } })
  })
})

it('answers account_gone to every request of a user who does not exist', async () => {
  const { shop } = kiosk
  const order = { userId: 99, orderId: '00000000-0000-7000-8000-000000000001' }
  for (const refused of await Promise.all([
    add(1, 1, 99),
    shop.showCart(99),
    shop.emptyCart(99),
    shop.removeCartLine({ userId: 99, productId: 1 }),
    checkout({ userId: 99 }),
    shop.listOrders({ userId: 99, limit: 3, before: undefined }),
    shop.showOrder(order),
    shop.cancelOrder(order),
  ])) {
    expect(refused).toEqual(err({ type: 'account_gone' }))
  }
})

it('a shop is ready while its store is, until it drains', async () => {
  const away = new Unavailable('the store is away')
  const defect = new Error('a migration is missing')
  const faults = [away, defect]
  const storeReady = async () => {
    if (faults.length > 0) throw faults.shift()
  }
  const { ready, startDraining } = openKiosk({ store: { ...memoryStore(), ready: storeReady } })
  await expect(ready()).rejects.toBe(away)
  await expect(ready()).rejects.toEqual(new Unavailable('a migration is missing', { cause: defect }))
  await ready()
  startDraining()
  await expect(ready()).rejects.toEqual(new Unavailable('the shop is closing'))
})

describe('a command whose COMMIT went unanswered', () => {
  const lost = new Unavailable('the answer to a COMMIT was lost', { outcome: 'unknown' })

  beforeEach(async () => {
    await add(1, 1)
    const { store } = kiosk
    const faults = [lost]
    const run: typeof store.unitOfWork.run = async (work) => {
      const result = await store.unitOfWork.run(work)
      const fault = faults.shift()
      if (fault) throw fault
      return result
    }
    kiosk = openKiosk({ store: { ...store, unitOfWork: { run } } })
  })

  it('is not repeated when it adds to a cart', async () => {
    await expect(add(1, 2)).rejects.toBe(lost)
    expect(await kiosk.shop.showCart(ann)).toMatchObject({ value: { lines: [{ quantity: 3 }] } })
  })

  it('is repeated when it sets a line', async () => {
    const changed = await kiosk.shop.changeCartLine({ userId: ann, productId: 1, quantity: 2 })
    expect(changed).toMatchObject({ value: { lines: [{ quantity: 2 }] } })
  })

  it('finds its order when it buys, also without a key', async () => {
    expect(await checkout()).toMatchObject({ value: { order: { total: 549 }, replayed: false } })
    expect(await stockNow(1)).toBe(9)
  })
})
