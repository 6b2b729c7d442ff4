import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { test } from '../process/in-folder.ts'
import { crowd, stock } from './crowd.ts'
import { rounds } from './rounds.ts'
import { lastingStores } from './stores.ts'

const ROUNDS = rounds.applicationKilled

test.for(lastingStores)(
  `on $name, after kill -9 under 32 shoppers, ${ROUNDS} times: every order that was answered, whole, and no half of one`,
  { timeout: 30_000 + ROUNDS * 10_000 },
  async ({ database }, { folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url }
    await stock({ folder, env })
    const addresses: string[] = []
    let server = await open(env)
    addresses[0] = server.url
    // Where nobody listens, nothing happens; what broke off may have happened.
    const shoppers = await crowd(32, addresses, ({ came }) => (came === 'nowhere' ? 'fail' : 'unknown'))

    for (let round = 1; round <= ROUNDS; round++) {
      const [bought, broken] = [shoppers.operations.length, shoppers.silences.length]
      const shopping = shoppers.shop(() => false)
      // At another moment each time.
      await sleep(200 + Math.random() * 300)
      await server.end('SIGKILL')
      await shopping
      server = await open(env)
      addresses[0] = server.url
      expect(await shoppers.faults(), `in round ${round}`).toEqual([])
      // It was in the midst of something, or there was nothing to see.
      expect(shoppers.operations.length - bought).toBeGreaterThan(32)
      expect(shoppers.silences.slice(broken).filter(({ came }) => came !== 'nowhere').length).toBeGreaterThan(0)
    }
  },
)
