import { expect } from 'vitest'
import { test } from '../system/in-folder.ts'
import { crowd, stock } from './crowd.ts'
import { rounds } from './rounds.ts'
import { lastingStores } from './stores.ts'

const ROUNDS = rounds.applicationKilled

test.for(lastingStores)(
  `on $name, after kill -9 under 32 shoppers, ${ROUNDS} times: every order that was answered, whole, and no half of one`,
  { timeout: 120_000 + ROUNDS * 10_000 },
  async ({ database }, { folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url }
    await stock({ folder, env })
    const addresses: string[] = []
    let server = await open(env)
    addresses[0] = server.url
    // Where nobody listens, nothing happens; what broke off may have happened.
    const shoppers = await crowd(32, addresses, ({ came, code }) =>
      came === 'nowhere' || code === 'unavailable' ? 'fail' : 'unknown',
    )
    const { operations } = shoppers

    /** At some moment. */
    const anyhow = async (): Promise<void> => {
      const shopping = shoppers.shop(() => false)
      await shoppers.inTheMidst()
      await server.end('SIGKILL')
      await shopping
    }
    /** As the first of many who buy at once have their answers: the orders of the others are made, unknown to them. */
    const betweenAnswers = async (): Promise<void> => {
      await shoppers.fillCarts()
      const heard = operations.length + 2
      let killed: Promise<unknown> | undefined
      await shoppers.shop(() => {
        if (operations.length >= heard) killed ??= server.end('SIGKILL')
        return false
      })
      await killed
    }

    /** Orders that were made, and whose buyers had to find out. */
    const unheard = (): number =>
      operations.filter(
        ({ outcome }) =>
          ('replayed' in outcome && outcome.replayed) || ('why' in outcome && outcome.why === 'cart_empty'),
      ).length

    // Without one there was nothing to see; on SQLite, which answers at once, one round in three has none.
    for (let round = 1; round <= ROUNDS || (unheard() === 0 && round <= ROUNDS + 20); round++) {
      await (round % 2 === 0 ? anyhow() : betweenAnswers())
      server = await open(env)
      addresses[0] = server.url
      expect(await shoppers.faults(), `in round ${round}`).toEqual([])
    }
    expect(unheard()).toBeGreaterThan(0)
  },
)
