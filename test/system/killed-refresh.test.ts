import { expect, inject } from 'vitest'
import { refreshTokens } from '../../src/adapters/security/refresh-tokens.ts'
import { expected, loggedIn } from '../support/bodies.ts'
import { at, client, inBatches, sendTo } from '../support/client.ts'
import { customer, logIn } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import type { Place, Server } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { faultProxy } from '../support/servers/fault-proxy.ts'
import { executeBeside, persistentStores } from '../support/stores.ts'

const refresh = async ({ url }: Pick<Server, 'url'>, token: string): Promise<string> => {
  const answer = await client(sendTo([url])).post('/token/refresh', { refresh_token: token })
  return expected(answer, 200, loggedIn).refresh_token
}

/** How many of these tokens have been rotated in the store. */
const countRotated = async (place: Place, tokens: readonly string[]): Promise<number> => {
  const hashes = tokens.map((token) => `'${refreshTokens.hash(token)}'`)
  const count = `SELECT COUNT(*) AS rotated FROM used_refresh_tokens WHERE hash IN (${hashes})`
  return Number(at(await executeBeside(place, count), 0, 'rotated'))
}

test.for(persistentStores)(
  'a phone whose server is killed while it refreshes stays signed in: it asks again elsewhere, on $name',
  { timeout: 120_000 },
  async ({ database }, { folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const place = { folder, env: { DATABASE_URL: url } }
    const survivor = await open(place.env)
    const { username } = await customer(sendTo([survivor.url]))
    const phones = await inBatches(Array.from({ length: 24 }), 4, () => logIn(sendTo([survivor.url]), username))
    let tokens: readonly string[] = phones.map(({ refreshToken }) => refreshToken)

    // Of a file, also until one was killed between the COMMIT and the answer; of a server, the next test sees to that.
    const isEnough = (lost: number) => lost > 0 || !url.startsWith('sqlite:')
    for (let round = 1, lost = 0; round <= 3 || !isEnough(lost); round++) {
      const doomed = await open(place.env)
      let left = 24 + Math.floor(Math.random() * 200)
      const refreshUntilKilled = async (token: string): Promise<string> => {
        const next = await client(sendTo([doomed.url]))
          .post('/token/refresh', { refresh_token: token })
          .catch(() => undefined)
        if (left-- === 0) doomed.end('SIGKILL')
        return next ? refreshUntilKilled(expected(next, 200, loggedIn).refresh_token) : token
      }
      const unanswered = await Promise.all(tokens.map(refreshUntilKilled))
      await doomed.ended
      lost += await countRotated(place, unanswered)
      tokens = await Promise.all(unanswered.map((token) => refresh(survivor, token)))
      expect(await Promise.all(unanswered.map((token) => refresh(survivor, token)))).toEqual(tokens)
    }
  },
)

test.for(inject('mysqlServers'))(
  'a refresh that $name has committed and whose server is killed then has the same successor elsewhere',
  async ({ url: server }, { folder, open, onTestFinished }) => {
    const database = await freshDatabase(server)
    onTestFinished(database.drop)
    const proxy = await faultProxy(database.url)
    onTestFinished(proxy.close)
    const place = { folder, env: { DATABASE_URL: database.url } }
    const [doomed, survivor] = [await open({ DATABASE_URL: proxy.url }), await open(place.env)]
    const { refreshToken } = await customer(sendTo([doomed.url]))

    proxy.fates.push('silent after COMMIT')
    const unanswered = expect(refresh(doomed, refreshToken)).rejects.toThrow('fetch failed')
    await expect.poll(() => countRotated(place, [refreshToken])).toBe(1)
    await doomed.end('SIGKILL')
    await unanswered

    const next = await refresh(survivor, refreshToken)
    expect(await refresh(await open(place.env), refreshToken)).toBe(next)
    expect(await refresh(survivor, next)).not.toBe(next)
  },
)
