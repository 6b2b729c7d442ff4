import { beforeAll, describe, expect } from 'vitest'
import { present } from '../contracts/expect.ts'
import { expected, placed } from '../support/bodies.ts'
import { type Answer, at, codeOf, sendTo } from '../support/client.ts'
import { type Customer, customer } from '../support/customers.ts'
import { addToCart } from '../support/demo-catalogue.ts'
import { folderForAll, killAll, test } from '../support/server-fixtures.ts'
import { kiosk, serve } from '../support/server-process.ts'
import { executeBeside, persistentStores, type StoreKind } from '../support/stores.ts'
import { administrator, allProducts, createProduct, ledgerOf, type Promote, showOrder } from './day-in-the-shop.ts'

type Administrator = Awaited<ReturnType<typeof administrator>>

/** Two servers of one shop, and an administrator at each. */
const openTwo = async ({ database }: StoreKind, folder: string, onEnd: (cleanUp: () => Promise<void>) => unknown) => {
  const { url, drop } = await database()
  onEnd(drop)
  const place = { folder, env: { DATABASE_URL: url, NODE_ENV: 'production' } }
  const servers = [serve(place)]
  onEnd(() => killAll(servers))
  const one = await present(servers[0])
  servers.push(serve(place))
  const other = await present(servers[1])
  const sends = [sendTo([one.url]), sendTo([other.url])] as const
  const promote: Promote = async ({ email }) => expect(await kiosk(place, 'promote', email)).toMatchObject({ code: 0 })
  const joan = await administrator(sends[0], promote, 'joan')
  const grace = await administrator(sends[1], promote, 'grace')
  return { place, sends, joan, grace }
}

/** Sends both at once, in every other round the second one first. */
const atOnce = async (round: number, one: () => Promise<Answer>, other: () => Promise<Answer>) => {
  if (round % 2 === 0) return Promise.all([one(), other()])
  const [second, first] = await Promise.all([other(), one()])
  return [first, second] as const
}

type Step = {
  readonly path: 'ship' | 'cancel' | 'refund'
  readonly body?: object
  readonly becomes: string
  /** What it is answered after the other's step. */
  readonly refusal: string
}
const ship: Step = { path: 'ship', becomes: 'shipped', refusal: 'order_not_shippable' }
// Of a shipped order it would have to say whether the units are back in stock.
const cancel: Step = { path: 'cancel', becomes: 'cancelled', refusal: 'order_not_cancellable' }
const refundAll: Step = {
  path: 'refund',
  body: { amount: 10.98 },
  becomes: 'refunded',
  refusal: 'refund_too_high',
}

const take =
  ({ post }: Administrator, orderId: string, { path, body }: Step) =>
  () =>
    post(`/admin/orders/${orderId}/${path}`, body)

/** Of who would leave the shop without one; the second, when the other was so much faster that it has ended the session. */
const REFUSALS = [
  [409, 'last_administrator'],
  [401, 'token_invalid'],
]

describe.each(persistentStores)('two administrators at two servers on $name', (store) => {
  const { makeFolder, cleanUps } = folderForAll()
  let shop: Awaited<ReturnType<typeof openTwo>>
  let ada: Customer
  beforeAll(async () => {
    shop = await openTwo(store, await makeFolder(), (cleanUp) => cleanUps.push(cleanUp))
    ada = await customer(shop.sends[0], 'ada')
  })

  test.for([
    { what: 'ship and cancel', rounds: 20, one: ship, other: cancel },
    { what: 'both ship', rounds: 5, one: ship, other: ship },
    { what: 'both cancel', rounds: 5, one: cancel, other: cancel },
    { what: 'both refund all of', rounds: 5, one: refundAll, other: refundAll },
  ])('$what an order at once, $rounds times: one does, the other is refused', async ({ rounds, one, other }) => {
    const { joan, grace } = shop
    const { id: lamp } = await createProduct(joan, 'Reading lamp', 549, 100)
    const changes: unknown[][] = [[100, 'received', null, joan.id]]
    const done = new Set<string>()
    for (let round = 0; round < rounds; round++) {
      await addToCart(ada, lamp, 2)
      const { id } = expected(await ada.post('/checkout'), 201, placed).order
      const [atOne, atOther] = await atOnce(round, take(joan, id, one), take(grace, id, other))
      const [winner, { becomes }, won, loser, lost] =
        atOne.status === 200 ? [joan, one, atOne, other, atOther] : [grace, other, atOther, one, atOne]
      expect([won.status, lost.status, codeOf(lost)]).toEqual([200, 409, loser.refusal])
      for (const each of [joan, grace]) {
        const { steps } = await showOrder(each, id)
        expect(steps?.map(({ step, user_id }) => [step, user_id])).toEqual([
          ['placed', ada.id],
          [becomes, winner.id],
        ])
      }
      changes.push([-2, 'sale', id, null])
      if (becomes === 'cancelled') changes.push([2, 'cancellation', id, winner.id])
      done.add(becomes)
    }
    // Either was first at times.
    expect(done).toEqual(new Set([one.becomes, other.becomes]))
    const ledger = await ledgerOf(grace, lamp)
    expect(ledger.map((row) => [row.change, row.reason, row.order_id, row.user_id])).toEqual(changes)
    const left = changes.reduce((stock, [change]) => stock + Number(change), 0)
    expect([(await allProducts(grace)).at(-1)?.stock, ledger.at(-1)?.stock_after]).toEqual([left, left])
  })

  test.for([
    [
      'demote each other',
      (by: Administrator, of: Administrator) => by.put(`/admin/customers/${of.id}/role`, { role: 'customer' }),
    ],
    ['disable each other', (by: Administrator, of: Administrator) => by.post(`/admin/customers/${of.id}/disable`)],
    ['delete themselves', (by: Administrator) => by.delete('/me')],
  ] as const)(
    '%s at once, 10 times: one administrator always remains',
    async ([, leave], { folder, onTestFinished }) => {
      const { place, sends, ...first } = await openTwo(store, folder, onTestFinished)
      let [one, other] = [first.joan, first.grace]
      for (let round = 0; round < 10; round++) {
        const [atOne, atOther] = await atOnce(
          round,
          () => leave(one, other),
          () => leave(other, one),
        )
        const lost = atOne.status < 300 ? atOther : atOne
        expect([atOne, atOther].filter(({ status }) => status >= 300)).toEqual([lost])
        expect(REFUSALS).toContainEqual([lost.status, codeOf(lost)])
        const administrators = "SELECT id FROM users WHERE role = 'admin' AND disabled = 0"
        const left = (await executeBeside(place, administrators)).map((row) => at(row, 'id'))
        expect([[one.id], [other.id]]).toContainEqual(left)
        // Makes another one, at the server of the one who left.
        const [stays, vacant] = left[0] === one.id ? [one, sends[1]] : [other, sends[0]]
        const promote: Promote = async ({ id }) =>
          expect(await stays.put(`/admin/customers/${id}/role`, { role: 'admin' })).toMatchObject({ status: 200 })
        const next = await administrator(vacant, promote, `administrator-${round}`)
        if (stays === one) other = next
        else one = next
      }
    },
  )
})
