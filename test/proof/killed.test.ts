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
      const broken = shoppers.silences.length
      const shopping = shoppers.shop(() => false)
      await shoppers.inTheMidst()
      await server.end('SIGKILL')
      await shopping
      server = await open(env)
      addresses[0] = server.url
      expect(await shoppers.faults(), `in round ${round}`).toEqual([])
      expect(shoppers.silences.slice(broken).filter(({ came }) => came !== 'nowhere').length).toBeGreaterThan(0)
    }
  },
)
