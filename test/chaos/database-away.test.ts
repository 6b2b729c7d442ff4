import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { freshDatabase } from '../support/servers/database.ts'
import { type ForkedThrowaway, forkThrowaway } from '../support/servers/forked-throwaway.ts'
import { installedServer } from '../support/servers/installed.ts'
import type { Ending } from '../support/servers/throwaway-server.ts'
import { test } from '../system/in-folder.ts'
import { type Crowd, crowd, stock } from './crowd.ts'
import { rounds } from './rounds.ts'

/** Milliseconds that the shop promises: for an answer while the database is away, and until it serves again. */
const ANSWER = 2_000
const RECOVERY = 3_000

const ready = async (url: string): Promise<boolean> => (await fetch(`${url}/readyz`)).status === 200

/** Takes the database away from shoppers for this long; answers how the shop took it, in milliseconds. */
const outage = async (
  database: ForkedThrowaway,
  signal: Ending,
  duration: number,
  url: string,
  { operations, silences, shoppers, shop, inTheMidst }: Crowd,
) => {
  const [done, broken] = [operations.length, silences.length]
  let back = Number.POSITIVE_INFINITY
  const served = (): number =>
    new Set(
      operations
        .slice(done)
        .filter(({ outcome, invoked }) => outcome.type === 'ok' && invoked > back)
        .map(({ client }) => client),
    ).size
  const everyoneIsServed = (): boolean => back < performance.now() && served() === shoppers.length
  const shopping = shop(() => everyoneIsServed() || performance.now() > back + 2 * RECOVERY)
  await inTheMidst()
  await database.stop(signal)
  await sleep(duration)
  await database.start()
  back = performance.now()
  while (!(await ready(url))) await sleep(20)
  const readyAfter = performance.now() - back
  await shopping

  const unanswered = silences.slice(broken)
  return {
    unanswered,
    longest: Math.max(...unanswered.map(({ invoked, completed }) => completed - invoked)),
    readyAfter,
    lastRefusal: Math.max(...unanswered.map(({ completed }) => completed)) - back,
    served: served(),
  }
}

test('CI has a database server that can be stopped', () => {
  expect(installedServer() !== undefined || !process.env.CI).toBe(true)
})

const disasters = [
  {
    what: `stopped for ${rounds.databaseStopped / 1_000} s`,
    signal: 'SIGTERM',
    times: 1,
    duration: rounds.databaseStopped,
  },
  {
    what: `killed with -9, ${rounds.databaseKilled} times`,
    signal: 'SIGKILL',
    times: rounds.databaseKilled,
    duration: 200,
  },
  {
    what: `frozen for ${rounds.stillness / 1_000} s, ${rounds.databaseFrozen} times, with its connections open`,
    signal: 'SIGSTOP',
    times: rounds.databaseFrozen,
    duration: rounds.stillness,
  },
] as const

describe.each(installedServer() === undefined ? [] : disasters)(
  'a database that is $what, under 32 shoppers',
  ({ signal, times, duration }) => {
    let database: ForkedThrowaway
    beforeAll(async () => {
      database = await forkThrowaway()
    })
    afterAll(() => database.end())

    test('costs 503 within 2 s meanwhile, is back within 3 s, and no order that was answered is lost', {
      timeout: 30_000 + times * (10_000 + duration),
    }, async ({ folder, open }) => {
      const env = { DATABASE_URL: (await freshDatabase(database.url)).url }
      await stock({ folder, env })
      const { url } = await open(env)
      // Whoever is told that nothing happened is taken at the shop's word: the checker says when it did.
      const shoppers = await crowd(32, [url], ({ code }) => (code === 'unavailable' ? 'fail' : 'unknown'))

      for (let round = 1; round <= times; round++) {
        const { unanswered, longest, ...after } = await outage(database, signal, duration, url, shoppers)
        expect(unanswered.length).toBeGreaterThan(0)
        for (const silence of unanswered)
          expect(silence).toMatchObject({ came: 'away', retryAfter: expect.stringMatching(/^[1-9]\d*$/) })
        expect(longest).toBeLessThan(ANSWER)
        expect(after.readyAfter).toBeLessThan(RECOVERY)
        expect(after.lastRefusal).toBeLessThan(RECOVERY)
        expect(after.served).toBe(32)
        expect(await shoppers.faults(), `in round ${round}`).toEqual([])
      }
    })
  },
)
