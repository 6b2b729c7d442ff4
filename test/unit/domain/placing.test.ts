import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Product } from '../../../src/domain/catalogue/product.ts'
import { money } from '../../../src/domain/money.ts'
import { err, ok } from '../../../src/domain/result.ts'
import type { Cart } from '../../../src/domain/sales/cart.ts'
import type { Order } from '../../../src/domain/sales/order.ts'
import { type Purchase, settle } from '../../../src/domain/sales/placing.ts'
import { aProduct, aPurchase, cartOf } from './samples.ts'

const snapshot = (carts: readonly Cart[], products: readonly Product[] = [], placed: readonly Order[] = []) => ({
  carts,
  products,
  placed,
})
const typesOf = ({ outcomes }: ReturnType<typeof settle>) =>
  outcomes.map((outcome) => (outcome.ok ? (outcome.value.replayed ? 'replayed' : 'placed') : outcome.error.type))

describe('placing orders', () => {
  it('sells the last lamp to the first purchase', () => {
    const shop = snapshot([cartOf(1, [7, 1]), cartOf(2, [7, 1])], [aProduct({ id: 7, stock: 1 })])
    const result = settle(shop, [aPurchase(1, { userId: 2 }), aPurchase(2, { userId: 1 })])
    expect(typesOf(result)).toEqual(['placed', 'out_of_stock'])
    expect(result).toMatchObject({ stockChanges: [{ change: -1, stockAfter: 0, reason: 'sale' }], emptiedCarts: [2] })
  })

  it('names every line of which there is too little, and takes nothing from the others', () => {
    const cart = cartOf(1, [1, 5], [2, 5], [3, 5], [4, 1])
    const lamp = aProduct({ id: 2, stock: 4, name: 'Lamp' })
    const products = [aProduct({ id: 1, stock: 5 }), lamp, aProduct({ id: 3, stock: 9, archived: true })]
    const lines = [
      { productId: 2, name: 'Lamp', requested: 5, available: 4, onSale: true },
      { productId: 3, name: 'product 3', requested: 5, available: 0, onSale: false },
      { productId: 4, name: '', requested: 1, available: 0, onSale: false },
    ]
    expect(settle(snapshot([cart], products), [aPurchase(1, { userId: 1 })])).toEqual({
      outcomes: [err({ type: 'out_of_stock', lines })],
      orders: [],
      stockChanges: [],
      emptiedCarts: [],
    })
  })

  it('keeps names and prices as they were bought, and their total', () => {
    const products = [aProduct({ id: 1, name: 'Lamp', price: 549 }), aProduct({ id: 2, price: 1099 })]
    const purchase = aPurchase(1, { userId: 1, idempotencyKey: 'k' })
    const lines = [
      { productId: 1, name: 'Lamp', unitPrice: 549, quantity: 3 },
      { productId: 2, name: 'product 2', unitPrice: 1099, quantity: 1 },
    ]
    const keys = { id: purchase.orderId, userId: 1, idempotencyKey: 'k' }
    const without = { shipTo: undefined, note: undefined, steps: [] }
    const order = { ...keys, ...without, lines, total: 2746, placedAt: 1_001, status: 'placed' }
    const { outcomes } = settle(snapshot([cartOf(1, [1, 3], [2, 1])], products), [purchase])
    expect(outcomes).toEqual([ok({ order, replayed: false })])
  })

  it.each([
    ['without a key', ['placed', 'cart_empty'], undefined],
    ['with the same key', ['placed', 'replayed'], 'k'],
  ])('places one order for two purchases of one cart %s', (_, types, key) => {
    const keyed = key === undefined ? { userId: 1 } : { userId: 1, idempotencyKey: key }
    const result = settle(snapshot([cartOf(1, [1, 1])], [aProduct({})]), [aPurchase(1, keyed), aPurchase(2, keyed)])
    expect(typesOf(result)).toEqual(types)
    expect(result.orders).toHaveLength(1)
  })

  it('finds an order placed earlier under the same key, but not under another user’s', () => {
    const products = [aProduct({})]
    const purchase = aPurchase(1, { userId: 1, idempotencyKey: 'k' })
    const { orders } = settle(snapshot([cartOf(1, [1, 1])], products), [purchase])
    const later = settle(snapshot([cartOf(1, [1, 1]), cartOf(2, [1, 1])], products, orders), [
      { ...purchase, orderId: 'another' },
      aPurchase(3, { userId: 2, idempotencyKey: 'k' }),
    ])
    expect(typesOf(later)).toEqual(['replayed', 'placed'])
  })

  it('is no replay when a purchase finds its own order, after a lost answer', () => {
    const purchase = aPurchase(1, { userId: 1 })
    const first = settle(snapshot([cartOf(1, [1, 1])], [aProduct({})]), [purchase])
    const again = settle(snapshot([cartOf(1)], [], first.orders), [purchase])
    expect(again).toMatchObject({ outcomes: first.outcomes, orders: [] })
  })

  describe('under a key that has placed an order of two lamps and a mug, for 1.40', () => {
    const products = [aProduct({ id: 1, price: 20 }), aProduct({ id: 2 })]
    const purchase = aPurchase(1, { userId: 1, idempotencyKey: 'k' })
    const { orders } = settle(snapshot([cartOf(1, [1, 2], [2, 1])], products), [purchase])
    const [{ id: orderId } = { id: '' }] = orders
    const again = (cart: Cart | undefined, facts: Partial<Purchase>) =>
      settle(snapshot(cart ? [cart] : [], products, orders), [{ ...purchase, orderId: 'another', ...facts }])
    const expecting = (total: number) => ({ expectedTotal: money(total) })

    it.each([
      ['an empty cart', cartOf(1), {}],
      ['the same cart, in another order', cartOf(1, [2, 1], [1, 2]), {}],
      ['the expected total', cartOf(1), expecting(140)],
      ['no cart', undefined, {}],
    ])('replays the order for %s', (_, cart, facts) => {
      const replay = ok({ order: { id: orderId }, replayed: true })
      expect(again(cart, facts)).toMatchObject({ outcomes: [replay], orders: [] })
    })

    it.each([
      ['another quantity', cartOf(1, [1, 2], [2, 2]), {}],
      ['a product less', cartOf(1, [1, 2]), {}],
      ['a product more', cartOf(1, [1, 2], [2, 1], [3, 1]), {}],
      ['another product', cartOf(1, [1, 2], [3, 1]), {}],
      ['another total', cartOf(1), expecting(141)],
      ['another total of the same cart', cartOf(1, [1, 2], [2, 1]), expecting(100)],
    ])('refuses %s, and sells nothing', (_, cart, facts) => {
      expect(again(cart, facts)).toEqual({
        outcomes: [err({ type: 'idempotency_key_reused', orderId })],
        orders: [],
        stockChanges: [],
        emptiedCarts: [],
      })
    })

    it('never checks its own second try: the cart may have been filled since', () => {
      const own = again(cartOf(1, [1, 9]), { orderId, ...expecting(1) })
      expect(own.outcomes).toEqual([ok({ order: orders[0], replayed: false })])
    })
  })

  it('refuses a purchase whose total is no longer the expected one', () => {
    const shop = snapshot([cartOf(1, [1, 2])], [aProduct({ price: 300 })])
    const expecting = (total: number) => settle(shop, [aPurchase(1, { userId: 1, expectedTotal: money(total) })])
    expect(expecting(500).outcomes).toEqual([err({ type: 'total_changed', expected: 500, actual: 600 })])
    expect(typesOf(expecting(600))).toEqual(['placed'])
  })

  it('refuses a user without a cart: the account is gone', () => {
    expect(typesOf(settle(snapshot([]), [aPurchase(1, { userId: 9 })]))).toEqual(['account_gone'])
  })
})

const productIds = [1, 2, 3, 4]
const lines = fc.uniqueArray(fc.tuple(fc.constantFrom(...productIds), fc.integer({ min: 1, max: 6 })), {
  selector: ([id]) => id,
})
const carts = fc
  .uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1 })
  .chain((users) => fc.tuple(...users.map((userId) => lines.map((each) => cartOf(userId, ...each)))))
const stocks = fc.integer({ min: 0, max: 12 })
const products = fc.tuple(...productIds.map((id) => stocks.map((stock) => aProduct({ id, stock }))))
const snapshots = fc.tuple(carts, products).map((parts) => snapshot(...parts))
const buyers = fc.record(
  { userId: fc.integer({ min: 1, max: 6 }), idempotencyKey: fc.constantFrom('a', 'b') },
  { requiredKeys: ['userId'] },
)
const purchases = fc.array(buyers, { maxLength: 12 }).map((list) => list.map((buyer, n) => aPurchase(n, buyer)))

describe('placing any batch of purchases', () => {
  it('never oversells: units sold and units left add up to the initial stock', () => {
    fc.assert(
      fc.property(snapshots, purchases, (shop, group) => {
        const { orders, stockChanges } = settle(shop, group)
        const sold = orders.flatMap((order) => order.lines)
        for (const product of shop.products) {
          const changes = stockChanges.filter(({ productId }) => productId === product.id)
          const stock = changes.at(-1)?.stockAfter ?? product.stock
          expect(changes.reduce((sum, { change }) => sum + change, product.stock)).toBe(stock)
          const units = sold.filter(({ productId }) => productId === product.id).map(({ quantity }) => quantity)
          expect(stock).toBeGreaterThanOrEqual(0)
          expect(units.reduce((sum, quantity) => sum + quantity, stock)).toBe(product.stock)
        }
      }),
    )
  })

  it('gives the outcomes of placing them one by one', () => {
    fc.assert(
      fc.property(snapshots, purchases, (shop, group) => {
        let now = shop
        const oneByOne = group.map((purchase) => {
          const { outcomes, orders, stockChanges, emptiedCarts } = settle(now, [purchase])
          now = {
            carts: now.carts.map((cart) => (emptiedCarts.includes(cart.userId) ? cartOf(cart.userId) : cart)),
            products: now.products.map((product) => {
              const last = stockChanges.findLast(({ productId }) => productId === product.id)
              return { ...product, stock: last?.stockAfter ?? product.stock }
            }),
            placed: [...now.placed, ...orders],
          }
          return outcomes[0]
        })
        expect(settle(shop, group).outcomes).toEqual(oneByOne)
      }),
    )
  })
})
