import { expect } from 'vitest'
import { test } from '../system/in-folder.ts'
import { crowd, stock } from './crowd.ts'
import type { Silence } from './line.ts'
import { rounds } from './rounds.ts'
import { lastingStores } from './stores.ts'

const ROUNDS = rounds.sigterm

/*
 * A request is accepted when it came down a connection on which the shop had answered before without taking its leave
 * (`Connection: close`); or when anything at all shows that it was read: half an answer, the log, or what it did. A new
 * connection may be refused, or cut off in the queue in which the system keeps those that the shop has not seen. Then
 * nothing may have happened: every request without an answer is taken for one that did nothing, and the checker says
 * when it did.
 */
const wasAccepted = ({ came, requestId }: Silence, log: string): boolean =>
  came === 'down a kept connection' || came === 'to half an answer' || log.includes(requestId)

test.for(lastingStores)(
  `on $name, SIGTERM under 64 shoppers, ${ROUNDS} times: an answer to all that was accepted, no half order, exit code 0`,
  { timeout: 30_000 + ROUNDS * 15_000 },
  async ({ database }, { folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url }
    await stock({ folder, env })
    const addresses: string[] = []
    let server = await open(env)
    addresses[0] = server.url
    const shoppers = await crowd(64, addresses, ({ code }) => (code === 'outcome_unknown' ? 'unknown' : 'fail'))

    for (let round = 1; round <= ROUNDS; round++) {
      const broken = shoppers.silences.length
      const shopping = shoppers.shop(() => false)
      await shoppers.inTheMidst()
      const told = performance.now()
      const { code, out, err } = await server.end('SIGTERM')
      expect(performance.now() - told).toBeLessThan(10_000)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      await shopping
      expect(shoppers.silences.slice(broken).filter((silence) => wasAccepted(silence, out))).toEqual([])

      server = await open(env)
      addresses[0] = server.url
      expect(await shoppers.faults(), `in round ${round}`).toEqual([])
    }
  },
)
