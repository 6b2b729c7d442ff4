import { setTimeout as sleep } from 'node:timers/promises'
import { expected, products } from '../support/bodies.ts'
import { client, inBatches, sendTo } from '../support/client.ts'
import { orderHistory } from '../support/customers.ts'
import { violations } from './checker.ts'
import type { Target } from './target.ts'
import { type Recording, startWorker } from './worker.ts'

export const startWorkload = async (size: number, target: Target, outcomeOf: Recording['outcomeOf']) => {
  const recording: Recording = { operations: [], failures: [], outcomeOf }
  const { operations, failures } = recording
  const catalogue = async () => expected(await client(sendTo([target.url])).get('/products'), 200, products)
  const before = await catalogue()
  /** One to four lines, no two carts of a worker alike, in opposite order for every other worker. */
  const cartsOf = (worker: number) => (number: number) => {
    const lines = before
      .map(({ id }, i) => ({ product_id: id, quantity: i === 0 ? number : 1 + ((number + i) % 3) }))
      .filter((_, i) => i === 0 || (number + worker) % (i + 2) === 0)
    return worker % 2 === 0 ? lines : lines.toReversed()
  }
  const workers = await inBatches(Array.from(Array(size).keys()), 8, (i) =>
    startWorker(`worker-${i}`, target, cartsOf(i), recording),
  )
  return {
    operations,
    failures,
    /** Until the workers are told to stop, or the target is gone. */
    run: (stop = () => false) => Promise.all(workers.map((worker) => worker.run(stop))),
    fillCarts: () => Promise.all(workers.map((worker) => worker.run(worker.isCartFull))),
    /** Resolves while the workers run, at a random moment. */
    underWay: async () => {
      const enough = operations.length + 2 * size
      while (operations.length < enough) await sleep(5)
      await sleep(Math.random() * 200)
    },
    /** Finishes all carts and returns every violation in the history so far. */
    check: async () => {
      await Promise.all(workers.map((worker) => worker.finish()))
      const orders = await inBatches(workers, 16, async ({ client }) =>
        (await orderHistory(client, 100)).map((order) => ({ client: client.username, order })),
      )
      const after = { products: await catalogue(), orders: orders.flat() }
      return [...violations({ before, operations, after }), ...(await target.unbalanced())]
    },
  }
}
