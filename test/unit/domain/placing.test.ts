import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PRICE } from '../../../src/domain/catalogue/product.ts'
import { money } from '../../../src/domain/money.ts'
import { MAX_LINES, MAX_QUANTITY } from '../../../src/domain/sales/cart.ts'
import { type Purchase, settle } from '../../../src/domain/sales/placing.ts'
import { aProduct, aPurchase } from './samples.ts'

type Snapshot = Parameters<typeof settle>[0]
type Settlement = ReturnType<typeof settle>

const cartOf = (userId: number, ...lines: (readonly [productId: number, quantity: number])[]) => ({
  userId,
  lines: lines.map(([productId, quantity]) => ({ productId, quantity })),
})
const typesOf = (settlement: Settlement) =>
  settlement.outcomes.map((outcome) =>
    outcome.ok ? (outcome.value.replayed ? 'replayed' : 'placed') : outcome.error.type,
  )

describe('placing orders', () => {
  it('sells the last lamp to the first purchase', () => {
    const shop: Snapshot = {
      carts: [cartOf(1, [7, 1]), cartOf(2, [7, 1])],
      products: [aProduct({ id: 7, stock: 1 })],
      placed: [],
    }
    const settlement = settle(shop, [aPurchase(1, { userId: 2 }), aPurchase(2, { userId: 1 })])
    expect(typesOf(settlement)).toEqual(['placed', 'out_of_stock'])
    expect(settlement.products.map(({ stock }) => stock)).toEqual([0])
    expect(settlement.emptiedCarts).toEqual([2])
  })

  it('names every line of which there is too little, and takes nothing from the others', () => {
    const shop: Snapshot = {
      carts: [cartOf(1, [1, 5], [2, 5], [3, 5], [4, 1])],
      products: [
        aProduct({ id: 1, stock: 5 }),
        aProduct({ id: 2, stock: 4, name: 'Lamp' }),
        aProduct({ id: 3, stock: 9, archived: true }),
      ],
      placed: [],
    }
    const settlement = settle(shop, [aPurchase(1, { userId: 1 })])
    expect(settlement.outcomes[0]).toEqual({
      ok: false,
      error: {
        type: 'out_of_stock',
        lines: [
          { productId: 2, name: 'Lamp', requested: 5, available: 4 },
          { productId: 3, name: 'product 3', requested: 5, available: 0 },
          { productId: 4, name: '', requested: 1, available: 0 },
        ],
      },
    })
    expect(settlement).toMatchObject({ orders: [], products: [], emptiedCarts: [] })
  })

  it('keeps name and price as they were bought', () => {
    const lamp = aProduct({ id: 1, name: 'Lamp', price: 549 })
    const { orders } = settle({ carts: [cartOf(1, [1, 3])], products: [lamp], placed: [] }, [
      aPurchase(1, { userId: 1 }),
    ])
    expect(orders[0]).toMatchObject({
      lines: [{ productId: 1, name: 'Lamp', unitPrice: 549, quantity: 3 }],
      total: 1647,
      status: 'placed',
      placedAt: 1_001,
    })
  })

  it('places one order for two purchases of one cart, and one for two with the same key', () => {
    const shop: Snapshot = { carts: [cartOf(1, [1, 1])], products: [aProduct({ id: 1 })], placed: [] }
    expect(typesOf(settle(shop, [aPurchase(1, { userId: 1 }), aPurchase(2, { userId: 1 })]))).toEqual([
      'placed',
      'cart_empty',
    ])

    const twice = settle(shop, [
      aPurchase(1, { userId: 1, idempotencyKey: 'k' }),
      aPurchase(2, { userId: 1, idempotencyKey: 'k' }),
    ])
    expect(typesOf(twice)).toEqual(['placed', 'replayed'])
    expect(twice.orders).toHaveLength(1)
  })

  it('finds an order placed earlier under the same key, but not under another user’s', () => {
    const products = [aProduct({ id: 1 })]
    const earlier = settle({ carts: [cartOf(1, [1, 1])], products, placed: [] }, [
      aPurchase(1, { userId: 1, idempotencyKey: 'k' }),
    ])
    const shop: Snapshot = { carts: [cartOf(1, [1, 2]), cartOf(2, [1, 1])], products, placed: earlier.orders }
    const later = settle(shop, [
      aPurchase(2, { userId: 1, idempotencyKey: 'k' }),
      aPurchase(3, { userId: 2, idempotencyKey: 'k' }),
    ])
    expect(typesOf(later)).toEqual(['replayed', 'placed'])
  })

  it('does not call it a replay when the order is the purchase’s own, settled again after a lost answer', () => {
    const purchase = aPurchase(1, { userId: 1 })
    const shop: Snapshot = { carts: [cartOf(1, [1, 1])], products: [aProduct({ id: 1 })], placed: [] }
    const first = settle(shop, [purchase])
    const again = settle({ carts: [cartOf(1)], products: [], placed: first.orders }, [purchase])
    expect(again.outcomes).toEqual(first.outcomes)
    expect(again.orders).toEqual([])
  })

  it('refuses a purchase whose total is no longer the expected one', () => {
    const shop: Snapshot = { carts: [cartOf(1, [1, 2])], products: [aProduct({ id: 1, price: 300 })], placed: [] }
    const refused = settle(shop, [aPurchase(1, { userId: 1, expectedTotal: money(500) })])
    expect(refused.outcomes[0]).toEqual({ ok: false, error: { type: 'total_changed', expected: 500, actual: 600 } })
    expect(typesOf(settle(shop, [aPurchase(1, { userId: 1, expectedTotal: money(600) })]))).toEqual(['placed'])
  })

  it('knows nobody without a cart', () => {
    expect(typesOf(settle({ carts: [], products: [], placed: [] }, [aPurchase(1, { userId: 9 })]))).toEqual([
      'account_gone',
    ])
  })

  it('has an exact total for the fullest cart of the dearest product', () => {
    const ids = Array.from({ length: MAX_LINES }, (_, i) => i + 1)
    const shop: Snapshot = {
      carts: [cartOf(1, ...ids.map((id) => [id, MAX_QUANTITY] as const))],
      products: ids.map((id) => aProduct({ id, price: MAX_PRICE, stock: MAX_QUANTITY })),
      placed: [],
    }
    const { orders } = settle(shop, [aPurchase(1, { userId: 1 })])
    expect(BigInt(orders[0]?.total ?? 0)).toBe(BigInt(MAX_PRICE) * BigInt(MAX_QUANTITY) * BigInt(MAX_LINES))
  })
})

const quantity = fc.integer({ min: 1, max: 6 })
const productIds = [1, 2, 3, 4]
const snapshots: fc.Arbitrary<Snapshot> = fc.record({
  carts: fc
    .uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1 })
    .chain((users) =>
      fc.tuple(
        ...users.map((userId) =>
          fc
            .uniqueArray(fc.tuple(fc.constantFrom(...productIds), quantity), { selector: ([id]) => id, maxLength: 4 })
            .map((lines) => cartOf(userId, ...lines)),
        ),
      ),
    ),
  products: fc
    .tuple(
      ...productIds.map((id) =>
        fc.record({ id: fc.constant(id), stock: fc.integer({ min: 0, max: 12 }), price: fc.nat(9_999) }),
      ),
    )
    .map((facts) => facts.map(aProduct)),
  placed: fc.constant([]),
})
const purchases: fc.Arbitrary<readonly Purchase[]> = fc
  .array(
    fc.record({
      userId: fc.integer({ min: 1, max: 6 }),
      key: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map(({ userId, key }, n) => aPurchase(n, key === undefined ? { userId } : { userId, idempotencyKey: key })),
  )

const stockOf = (products: Snapshot['products']) => new Map(products.map((product) => [product.id, product.stock]))

describe('placing any group of purchases', () => {
  it('never oversells, and what was sold and what is left is what there was', () => {
    fc.assert(
      fc.property(snapshots, purchases, (shop, group) => {
        const settlement = settle(shop, group)
        const left = new Map([...stockOf(shop.products), ...stockOf(settlement.products)])
        const sold = new Map<number, number>()
        for (const line of settlement.orders.flatMap((order) => order.lines)) {
          sold.set(line.productId, (sold.get(line.productId) ?? 0) + line.quantity)
        }
        for (const product of shop.products) {
          const remaining = left.get(product.id) ?? 0
          expect(remaining).toBeGreaterThanOrEqual(0)
          expect(remaining + (sold.get(product.id) ?? 0)).toBe(product.stock)
        }
      }),
    )
  })

  it('comes out as if they had been settled one by one', () => {
    fc.assert(
      fc.property(snapshots, purchases, (shop, group) => {
        let now = shop
        const oneByOne = group.map((purchase) => {
          const { outcomes, orders, products, emptiedCarts } = settle(now, [purchase])
          now = {
            carts: now.carts.map((cart) => (emptiedCarts.includes(cart.userId) ? { ...cart, lines: [] } : cart)),
            products: now.products.map((product) => products.find(({ id }) => id === product.id) ?? product),
            placed: [...now.placed, ...orders],
          }
          return outcomes[0]
        })
        expect(settle(shop, group).outcomes).toEqual(oneByOne)
      }),
    )
  })

  it('answers every purchase, and places at most one order a cart and a key', () => {
    fc.assert(
      fc.property(snapshots, purchases, (shop, group) => {
        const { outcomes, orders, emptiedCarts } = settle(shop, group)
        expect(outcomes).toHaveLength(group.length)
        expect(new Set(emptiedCarts).size).toBe(orders.length)
        expect(new Set(orders.map((order) => `${order.userId} ${order.idempotencyKey}`)).size).toBe(orders.length)
      }),
    )
  })
})
