import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expected, type OrderBody, products } from '../support/bodies.ts'
import { client, inBatches, sendTo } from '../support/client.ts'
import { orderHistory } from '../support/customers.ts'
import { kiosk, type Place } from '../support/server-process.ts'
import { faultsIn } from './checker.ts'
import type { Line, Operation, ProductBody } from './history.ts'
import type { Silence } from './line.ts'
import { type Shopper, shopper } from './shopper.ts'
import type { Watch } from './witness.ts'

// The first is in every cart, in another quantity each, which tells the carts of a shopper apart; the second is scarce.
const shelf = `sku,name,price,stock
MARK,Price tag,0.07,900000000
CUP,Espresso cup,16.50,40
PEN,Fountain pen,39.10,1000000
TEA,Breakfast tea,1.15,1000000
LAMP,Reading lamp,5.49,1000000
`

/** Puts on the shelf what crowds buy. */
export const stock = async (place: Place): Promise<void> => {
  await writeFile(join(place.folder, 'shelf.csv'), shelf)
  const { code, err } = await kiosk(place, 'import', 'shelf.csv')
  if (code !== 0) throw new Error(`the shelf was not filled: ${err}`)
}

/** One to four lines, in different order for different shoppers, of which no two that one shopper wants are the same. */
const wishOf =
  (shelf: readonly ProductBody[], shopper: number) =>
  (number: number): readonly Line[] => {
    const lines = shelf
      .map(({ id }, i) => ({ product_id: id, quantity: i === 0 ? number : 1 + ((number + i) % 3) }))
      .filter((_, i) => i === 0 || (number + shopper) % (i + 2) === 0)
    return shopper % 2 === 0 ? lines : lines.toReversed()
  }

export type Crowd = Watch & {
  readonly shoppers: readonly Shopper[]
  /** All of them shop at once, until there is `enough` or the shop is gone. */
  shop(enough: () => boolean): Promise<void>
  /** Has everyone fill a cart, and stop before buying it. */
  fillCarts(): Promise<void>
  /** Resolves in the midst of their shopping, at another moment each time. */
  inTheMidst(): Promise<void>
  /** Lets everyone bring to an end what they were at, and answers all that the checker finds in the history so far. */
  faults(): Promise<readonly string[]>
}

/** So many shoppers of the shop at `addresses[0]`, which may change. */
export const crowd = async (
  size: number,
  addresses: readonly string[],
  becomes: (silence: Silence) => 'fail' | 'unknown',
): Promise<Crowd> => {
  const operations: Operation[] = []
  const silences: Silence[] = []
  const watch: Watch = { operations, silences, becomes }
  const visitor = client(sendTo(addresses))
  const shelfNow = async () => expected(await visitor.get('/products'), 200, products)
  const before = await shelfNow()
  const shoppers = await inBatches(Array.from(Array(size).keys()), 8, (i) =>
    shopper(`shopper-${i}`, addresses, wishOf(before, i), watch),
  )
  return {
    ...watch,
    shoppers,
    shop: async (enough) => {
      await Promise.all(shoppers.map((each) => each.shop(enough)))
    },
    fillCarts: async () => {
      await Promise.all(shoppers.map((each) => each.shop(each.atTheTill)))
    },
    inTheMidst: async () => {
      const enough = operations.length + 2 * size
      while (operations.length < enough) await sleep(5)
      await sleep(Math.random() * 200)
    },
    faults: async () => {
      await Promise.all(shoppers.map((each) => each.settle()))
      const orders = new Map<string, readonly OrderBody[]>()
      await inBatches(shoppers, 16, async ({ name, ask }) => orders.set(name, await orderHistory(ask, 100)))
      return faultsIn({ before, operations, after: { products: await shelfNow(), orders } })
    },
  }
}
