import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'
import { money } from '../../../src/domain/money.ts'
import { good } from '../../contracts/expect.ts'
import { aShop, register, stockUp } from './shop.ts'

let kiosk = aShop()
let ann = 0
const checkout = (userId: number, more = {}) =>
  kiosk.shop.placeOrder({ userId, idempotencyKey: undefined, expectedTotal: undefined, ...more })
const stockNow = async (productId: number) => {
  const found = await kiosk.shop.showProduct(productId)
  return found.ok ? found.value.stock : undefined
}

beforeEach(async () => {
  kiosk = aShop()
  await stockUp(kiosk, ['lamp', '5.49', 10], ['mug', '10.99', 1])
  ann = await register(kiosk, 'ann')
})

describe('buying', () => {
  it('turns the cart into an order, empties it, and takes the units off the shelf', async () => {
    const { shop } = kiosk
    await shop.addToCart({ userId: ann, productId: 1, quantity: 3 })
    const cart = await shop.addToCart({ userId: ann, productId: 2, quantity: 1 })
    expect(cart).toMatchObject({ value: { total: 3 * 549 + 1099 } })

    const placed = await checkout(ann)
    expect(placed).toMatchObject({ value: { replayed: false, order: { total: 3 * 549 + 1099, status: 'placed' } } })
    expect(await shop.showCart(ann)).toEqual({ ok: true, value: { lines: [], total: 0 } })
    expect([await stockNow(1), await stockNow(2)]).toEqual([7, 0])
  })

  it('changes nothing when it is refused', async () => {
    const { shop } = kiosk
    await shop.addToCart({ userId: ann, productId: 1, quantity: 1 })
    await shop.addToCart({ userId: ann, productId: 2, quantity: 2 })
    expect(await checkout(ann)).toMatchObject({ error: { type: 'out_of_stock', lines: [{ productId: 2 }] } })
    expect(await checkout(ann, { expectedTotal: money(1) })).toMatchObject({ error: { type: 'out_of_stock' } })
    expect([await stockNow(1), await stockNow(2)]).toEqual([10, 1])
    expect(await shop.showCart(ann)).toMatchObject({ value: { lines: [{ quantity: 1 }, { quantity: 2 }] } })
  })

  it('sells the last mug once to twenty simultaneous buyers', async () => {
    const buyers = await Promise.all(Array.from({ length: 20 }, (_, i) => register(kiosk, `buyer${i}`)))
    await Promise.all(buyers.map((userId) => kiosk.shop.addToCart({ userId, productId: 2, quantity: 1 })))
    const outcomes = await Promise.all(buyers.map((userId) => checkout(userId)))
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await stockNow(2)).toBe(0)
  })

  it('answers a repeated key with the same order, also after the cart has been filled again', async () => {
    await kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 1 })
    const first = await checkout(ann, { idempotencyKey: 'k' })
    await kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 5 })
    const again = await checkout(ann, { idempotencyKey: 'k' })
    expect(again).toEqual(first.ok && { ok: true, value: { order: first.value.order, replayed: true } })
    expect(await stockNow(1)).toBe(9)
  })

  it('puts the units back once when an order is cancelled twice at once', async () => {
    await kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 4 })
    const placed = await checkout(ann)
    if (!placed.ok) throw new Error(placed.error.type)
    const cancelled = { userId: ann, orderId: placed.value.order.id }
    const both = await Promise.all([kiosk.shop.cancelOrder(cancelled), kiosk.shop.cancelOrder(cancelled)])
    expect(both).toMatchObject([{ value: { status: 'cancelled' } }, { error: { type: 'order_not_cancellable' } }])
    expect(await stockNow(1)).toBe(10)
  })

  it('shows an order to its buyer only', async () => {
    await kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 1 })
    const placed = await checkout(ann)
    if (!placed.ok) throw new Error(placed.error.type)
    const orderId = placed.value.order.id
    const bob = await register(kiosk, 'bob')
    expect(await kiosk.shop.showOrder({ userId: ann, orderId })).toMatchObject({ ok: true })
    expect(await kiosk.shop.showOrder({ userId: bob, orderId })).toEqual({
      ok: false,
      error: { type: 'order_not_found' },
    })
    expect(await kiosk.shop.cancelOrder({ userId: bob, orderId })).toMatchObject({ error: { type: 'order_not_found' } })
  })

  it('pages through orders, newest first', async () => {
    for (let n = 0; n < 5; n++) {
      await kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 1 })
      await checkout(ann, { idempotencyKey: `k${n}` })
    }
    const first = good(await kiosk.shop.listOrders({ userId: ann, limit: 3, before: undefined }))
    const second = good(await kiosk.shop.listOrders({ userId: ann, limit: 3, before: first.next }))
    const keys = [...first.orders, ...second.orders].map((order) => order.idempotencyKey)
    expect(keys).toEqual(['k4', 'k3', 'k2', 'k1', 'k0'])
    expect(second.next).toBeUndefined()
    const whole = good(await kiosk.shop.listOrders({ userId: ann, limit: 5, before: undefined }))
    expect(whole).toMatchObject({ orders: { length: 5 }, next: undefined })
  })

  it('knows no orders of an account that is gone, not even that there are none', async () => {
    const orderId = '00000000-0000-7000-8000-000000000001'
    for (const refused of [
      await kiosk.shop.listOrders({ userId: 99, limit: 3, before: undefined }),
      await kiosk.shop.showOrder({ userId: 99, orderId }),
      await kiosk.shop.cancelOrder({ userId: 99, orderId }),
    ]) {
      expect(refused).toEqual({ ok: false, error: { type: 'account_gone' } })
    }
    expect(await kiosk.shop.listOrders({ userId: ann, limit: 3, before: undefined })).toEqual({
      ok: true,
      value: { orders: [], next: undefined },
    })
  })

  it('answers every purchase it took before it closes', async () => {
    const buyers = await Promise.all([1, 2, 3, 4].map((n) => register(kiosk, `buyer${n}`)))
    await Promise.all(buyers.map((userId) => kiosk.shop.addToCart({ userId, productId: 1, quantity: 1 })))
    const outcomes = buyers.map((userId) => checkout(userId))
    await kiosk.close()
    expect((await Promise.all(outcomes)).every(({ ok }) => ok)).toBe(true)
    await expect(checkout(ann)).rejects.toThrow('closing')
  })
})

describe('a cart', () => {
  it('takes no product that is not on sale and knows no user who is not registered', async () => {
    const { shop } = kiosk
    expect(await shop.addToCart({ userId: ann, productId: 99, quantity: 1 })).toMatchObject({
      error: { type: 'product_not_found', productId: 99 },
    })
    expect(await shop.addToCart({ userId: 99, productId: 1, quantity: 1 })).toMatchObject({
      error: { type: 'account_gone' },
    })
    for (const refused of [
      await shop.showCart(99),
      await shop.emptyCart(99),
      await shop.removeCartLine({ userId: 99, productId: 1 }),
      await checkout(99),
    ]) {
      expect(refused).toEqual({ ok: false, error: { type: 'account_gone' } })
    }
  })

  it('takes no product that is archived', async () => {
    const { shop, store } = kiosk
    await store.unitOfWork.run(async ({ products }) => {
      const [lamp] = await products.lock([1])
      if (lamp) await products.save([{ ...lamp, archived: true }])
    })
    const item = { userId: ann, productId: 1, quantity: 1 }
    const refused = { ok: false, error: { type: 'product_not_found', productId: 1 } }
    expect(await shop.addToCart(item)).toEqual(refused)
    expect(await shop.changeCartLine(item)).toEqual(refused)
  })

  it('holds exactly fifty after fifty simultaneous additions of one', async () => {
    await Promise.all(
      Array.from({ length: 50 }, () => kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 1 })),
    )
    expect(await kiosk.shop.showCart(ann)).toMatchObject({ value: { lines: [{ productId: 1, quantity: 50 }] } })
  })

  it('is changed line by line', async () => {
    const { shop } = kiosk
    await shop.changeCartLine({ userId: ann, productId: 1, quantity: 7 })
    await shop.changeCartLine({ userId: ann, productId: 1, quantity: 2 })
    await shop.changeCartLine({ userId: ann, productId: 2, quantity: 1 })
    await shop.removeCartLine({ userId: ann, productId: 2 })
    expect(await shop.showCart(ann)).toMatchObject({ value: { lines: [{ productId: 1, quantity: 2 }], total: 1098 } })
    await shop.emptyCart(ann)
    expect(await shop.showCart(ann)).toMatchObject({ value: { lines: [] } })
  })
})

describe('what has happened although the answer to its COMMIT was lost', () => {
  const lost = new Unavailable('the answer to a COMMIT was lost', { outcome: 'unknown' })

  beforeEach(async () => {
    const store = memoryStore()
    let losesNext = false
    kiosk = aShop({
      ...store,
      unitOfWork: {
        run: async (work) => {
          const result = await store.unitOfWork.run(work)
          if (!losesNext) return result
          losesNext = false
          throw lost
        },
      },
    })
    await stockUp(kiosk, ['lamp', '5.49', 10])
    ann = await register(kiosk, 'ann')
    await kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 1 })
    losesNext = true
  })

  it('is not done again to a cart that was added to', async () => {
    await expect(kiosk.shop.addToCart({ userId: ann, productId: 1, quantity: 2 })).rejects.toBe(lost)
    expect(await kiosk.shop.showCart(ann)).toMatchObject({ value: { lines: [{ quantity: 3 }] } })
  })

  it('is found again where a line was set', async () => {
    const changed = await kiosk.shop.changeCartLine({ userId: ann, productId: 1, quantity: 2 })
    expect(changed).toMatchObject({ value: { lines: [{ quantity: 2 }] } })
  })

  it('is found again where an order was placed, also when its buyer sent no key', async () => {
    expect(await checkout(ann)).toMatchObject({ value: { order: { total: 549 } } })
    expect(await stockNow(1)).toBe(9)
  })
})
