import { describe, expect } from 'vitest'
import { test as inFolder } from '../support/server-fixtures.ts'
import { persistentStores } from '../support/stores.ts'
import { rounds } from './rounds.ts'
import { openTarget } from './target.ts'
import { startWorkload } from './workload.ts'

describe.each(persistentStores)('on $name', ({ database }) => {
  const test = inFolder.extend('target', async ({ folder, open }, { onCleanup }) => {
    const { url, drop } = await database()
    onCleanup(drop)
    return openTarget({ folder, open }, url)
  })

  test(`SIGTERM under 64 workers ${rounds.applicationStopped} times: answers every accepted request, exit code 0`, async ({
    target,
  }) => {
    // A request without an answer is taken for not executed: the checker finds it if it was.
    const { failures, run, underWay, check } = await startWorkload(64, target, ({ code }) =>
      code === 'outcome_unknown' ? 'unknown' : 'fail',
    )
    for (let round = 1; round <= rounds.applicationStopped; round++) {
      const failed = failures.length
      const running = run()
      await underWay()
      const signalledMs = performance.now()
      const { code, out, err } = await target.end('SIGTERM')
      expect(performance.now() - signalledMs).toBeLessThan(10_000)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      await running
      // A new connection may be refused, or reset while the kernel queues it: its request was not accepted.
      const accepted = failures
        .slice(failed)
        .filter(({ stage, requestId }) => /^(kept|partial)/.test(stage) || out.includes(requestId))
      expect(accepted).toEqual([])

      await target.restart()
      expect(await check(), `in round ${round}`).toEqual([])
    }
  })

  test(`SIGKILL under 32 workers ${rounds.applicationKilled} times: keeps every acknowledged order`, async ({
    target,
  }) => {
    const workload = await startWorkload(32, target, ({ stage, code }) =>
      stage === 'connect refused' || code === 'unavailable' ? 'fail' : 'unknown',
    )
    const { operations, run, fillCarts, underWay, check } = workload
    const killUnderWay = async () => {
      const running = run()
      await underWay()
      await target.end('SIGKILL')
      await running
    }
    /** Kills after the first answers to simultaneous checkouts: other orders exist whose clients do not know it. */
    const killBetweenAnswers = async () => {
      await fillCarts()
      const answered = operations.length + 1
      let killed: Promise<unknown> | undefined
      await run(() => {
        if (operations.length >= answered) killed ??= target.end('SIGKILL')
        return false
      })
      await killed
    }
    /** Whether a client learned of its order only by repeating the checkout. */
    const isFoundLater = () =>
      operations.some(
        ({ outcome }) =>
          ('replayed' in outcome && outcome.replayed) || ('code' in outcome && outcome.code === 'cart_empty'),
      )

    // SQLite answers a batch so fast that about one round in ten leaves such an order.
    for (let round = 1; round <= rounds.applicationKilled || (!isFoundLater() && round <= 80); round++) {
      await (round % 2 === 0 ? killUnderWay() : killBetweenAnswers())
      await target.restart()
      expect(await check(), `in round ${round}`).toEqual([])
    }
    expect(isFoundLater()).toBe(true)
  })
})
